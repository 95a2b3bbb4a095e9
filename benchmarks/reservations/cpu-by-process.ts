/** Which processes of a system use the machine, as Linux accounts for it. */
import { readdirSync, readFileSync } from 'node:fs';
import type { RunningSystem } from '@temblor/lab/world/world';
import { cpuMs } from '../dashboard/process-cost.ts';

/** CPU time so far, in ms, by instance, by store, and of this process, which is lab and links. */
export function cpuByProcess(system: RunningSystem): ReadonlyMap<string, number> {
  const times = new Map<string, number>([['lab and links', cpuMs(process.pid)]]);
  for (const { id, pid } of system.instances()) if (pid !== null) times.set(id, cpuMs(pid));
  const servers = new Map(system.stores().map(({ name, url }) => [new URL(url).port, name]));
  const store = new Map<number, string>();
  const processes = readProcesses();
  for (const { pid, command } of processes) {
    const port = /\bpostgres\0-D\0.*\0-p\0(\d+)/.exec(command)?.[1];
    const name = port === undefined ? undefined : servers.get(port);
    if (name !== undefined) store.set(pid, name);
  }
  for (const { pid, parent, ownMs } of processes) {
    const name = store.get(pid) ?? store.get(parent);
    if (name !== undefined) times.set(name, (times.get(name) ?? 0) + ownMs);
  }
  return times;
}

function readProcesses() {
  return readdirSync('/proc').flatMap((entry) => {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) return [];
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      return [{ pid, parent, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8'), ownMs: cpuMs(pid) }];
    } catch {
      return []; // it ended meanwhile
    }
  });
}
