/** How far a system has come with its start. */
import type { SystemModel } from '@temblor/view/model/system-model';

/** What must be ready, and what is: instances and stores. */
export interface StartProgress {
  readonly ready: number;
  readonly total: number;
}

/** Counts what has answered; a process that was paused or has died since had answered too, but is not ready. */
export function startProgress(system: SystemModel): StartProgress {
  const instances = system.instances.filter(({ process }) => process === 'running' || process === 'paused');
  const stores = system.topology.stores.filter((store) => system.readyStores.includes(store));
  return {
    ready: instances.length + stores.length,
    total: system.instances.length + system.topology.stores.length,
  };
}

/** An id that no system of the lab has: the name itself, or the name with the lowest number from 2 on. */
export function freeId(name: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? name : `${name}-${number}`;
    if (!taken.includes(id)) return id;
  }
}
