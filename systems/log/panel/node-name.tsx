import { regions } from '../model/regions.ts';

/** A node, and the region that it stands for. */
export function NodeName({ id }: { readonly id: string }) {
  const region = Object.entries(regions).find(([, node]) => node === id)?.[0];
  return (
    <span className="log-node-name">
      <strong>{id}</strong> {region !== undefined && <span className="log-soft">{region}</span>}
    </span>
  );
}
