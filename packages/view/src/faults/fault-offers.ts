/** Which faults can be injected where: what is offered can act. */
import type { FaultDescription } from '@temblor/lab/faults/catalogue';
import type { SystemTopology } from '@temblor/lab/journal/event';

/** What a user aims at: a place by its id, or two groups that shall not hear each other. */
export type Aim = { readonly kind: 'instance' | 'link' | 'store'; readonly id: string } | { readonly kind: 'groups' };

/** The place of that id; null where the system has none (a client is no place). */
export function aimOf(topology: SystemTopology, place: string | null): Aim | null {
  if (place === null) return null;
  if (topology.instances.some(({ id }) => id === place)) return { kind: 'instance', id: place };
  if (topology.links.some(({ id }) => id === place)) return { kind: 'link', id: place };
  return topology.stores.includes(place) ? { kind: 'store', id: place } : null;
}

/** The faults that can act there, in the catalogue's order. */
export function faultsFor(
  catalogue: readonly FaultDescription[],
  topology: SystemTopology,
  aim: Aim,
): readonly FaultDescription[] {
  const hasSwitch =
    aim.kind === 'instance' && topology.instances.some(({ id, faultSwitch }) => id === aim.id && faultSwitch);
  return catalogue.filter(
    ({ targets, needsFaultSwitch }) => targets.includes(aim.kind) && (hasSwitch || !needsFaultSwitch),
  );
}

/** What can be aimed at: places that at least one fault can act on, by kind, in the order of the topology. */
export function aimsOf(
  catalogue: readonly FaultDescription[],
  topology: SystemTopology,
): Readonly<Record<Aim['kind'], readonly Aim[]>> {
  const all: Readonly<Record<Aim['kind'], readonly Aim[]>> = {
    instance: topology.instances.map(({ id }) => ({ kind: 'instance', id })),
    link: topology.links.map(({ id }) => ({ kind: 'link', id })),
    store: topology.stores.map((id) => ({ kind: 'store', id })),
    groups: topology.instances.length + topology.stores.length > 1 ? [{ kind: 'groups' }] : [],
  };
  const possible = (aims: readonly Aim[]) => aims.filter((aim) => faultsFor(catalogue, topology, aim).length > 0);
  return {
    instance: possible(all.instance),
    link: possible(all.link),
    store: possible(all.store),
    groups: possible(all.groups),
  };
}

/** An aim as the value of a form's option, and back. */
export function writeAim(aim: Aim): string {
  return aim.kind === 'groups' ? 'groups' : `${aim.kind} ${aim.id}`;
}

/** The aim that `writeAim` wrote; null for anything else. */
export function readAim(value: string): Aim | null {
  const [, kind, id] = /^(instance|link|store) (.+)$/.exec(value) ?? [];
  if (value === 'groups') return { kind: 'groups' };
  if ((kind !== 'instance' && kind !== 'link' && kind !== 'store') || id === undefined) return null;
  return { kind, id };
}
