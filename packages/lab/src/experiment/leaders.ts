import type { JournalEvent } from '../journal/event.ts';
import type { Topology } from '../system/topology.ts';

/**
 * Takes a word about who leads: an election, or what a node says of itself every second, since one that was elected may
 * have stood down without anybody saying so. @param leaders the instance that leads each service; it is changed.
 */
export function hearLeader(leaders: Map<string, string>, { instances }: Topology, event: JournalEvent): void {
  if (event.type !== 'leader-elected' && event.type !== 'log-window') return;
  const instance = instances.find(({ id }) => id === event.instance);
  if (instance === undefined) return;
  const { id, service } = instance;
  if (event.type === 'leader-elected') leaders.set(service, id);
  else if (event.role !== 'leader' && leaders.get(service) === id) leaders.delete(service);
  else if (event.role === 'leader' && !leaders.has(service)) leaders.set(service, id);
}
