import type { NodeId } from '@temblor/protocols/port/protocol';

/** A node as journals name it. */
export function instanceOf(node: NodeId): string {
  return `node-${node}`;
}

/** A client as journals name it. */
export function clientOf(client: number): string {
  return `client-${client}`;
}
