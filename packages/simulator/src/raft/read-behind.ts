/** The clients of an attack on a lease: one reads from the leader that is cut off, the other writes to the rest. */
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { ClientSettings, ClientWorld } from '../clients/session-client.ts';
import { SessionClient } from '../clients/session-client.ts';
import type { AimedFault } from './aimed-fault.ts';

interface Attacked {
  readonly leader: NodeId;
  readonly nodes: readonly NodeId[];
  /** When the leader is cut off. */
  readonly atUs: number;
  readonly clients: ClientSettings;
  at(atUs: number, action: () => void): void;
  /** The world of a client that knows these nodes only; the list may change. */
  world(client: number, nodes: readonly NodeId[]): ClientWorld;
}

/** They count from here, two an attack, with a hundred operations each. */
const firstClient = 1_000;
const reads = 40;

/** The key that they read and write. */
const key = 'lease';

/** Begins at once; over when the attack is. */
export function readBehind(
  { id, durationUs }: AimedFault,
  { leader, nodes, atUs, clients, at, world }: Attacked,
): void {
  const client = firstClient + 2 * id;
  const known = [...nodes];
  const reader = new SessionClient(world(client, [leader]), { ...clients, patienceUs: 100_000 });
  const writer = new SessionClient(world(client + 1, known), { ...clients, attemptUs: 200_000 });
  const write = (operation: number, dueUs: number): void => {
    const action = { kind: 'put', key, value: `${operation}` } as const;
    writer.submit({ id: operation, atUs: dueUs, client: client + 1, action });
  };
  // It has a session by the time when the leader is cut off, and does not turn to that one any more.
  write((client + 1) * 100 + reads, atUs);
  at(atUs, () => known.splice(known.indexOf(leader), 1));
  for (let count = 0; count < reads; count += 1) {
    const dueUs = atUs + Math.round((count * durationUs) / reads);
    at(dueUs, () => {
      reader.submit({ id: client * 100 + count, atUs: dueUs, client, action: { kind: 'get', key } });
      if (count % 2 === 0) write((client + 1) * 100 + count, dueUs);
    });
  }
}
