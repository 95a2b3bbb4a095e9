/**
 * What the operating system says about processes: `/proc` on Linux, `ps` elsewhere. Read synchronously, because whoever
 * asks is about to signal what it found.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** The session's id; 0 where the system does not tell. */
  readonly session: number;
  /** The first letter of its state as `ps` prints it: `R`, `S`, `T` for stopped, `Z` for a zombie. */
  readonly state: string;
  /** Tells two processes apart that had the same pid one after the other; only to be compared. */
  readonly startTime: string;
}

/** One process; undefined where there is none of this pid. A zombie is still listed. */
export function readProcess(pid: number): ProcessEntry | undefined {
  if (process.platform === 'linux') return readProcEntry(pid, bootId());
  return listWithPs(['-p', String(pid)])[0];
}

/** Every process that this account may see. */
export function listProcesses(): ProcessEntry[] {
  if (process.platform !== 'linux') return listWithPs(['-ax']);
  const boot = bootId();
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (readProcEntry(Number(name), boot) ?? []) : []));
}

/** Whether a process still runs: it is listed and is no zombie that its parent has not collected. */
export function isRunning(entry: ProcessEntry | undefined): entry is ProcessEntry {
  return entry !== undefined && entry.state !== 'Z' && entry.state !== 'X';
}

/**
 * Whether a process was started with `name=value` in its environment. Only Linux tells; false elsewhere, and for a
 * process of another account or one that has overwritten its environment.
 */
export function hasInEnvironment(pid: number, name: string, value: string): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`${name}=${value}`);
  } catch {
    return false; // gone, or not ours to read
  }
}

function readProcEntry(pid: number, boot: string): ProcessEntry | undefined {
  try {
    return parseProcStat(readFileSync(`/proc/${pid}/stat`, 'latin1'), boot);
  } catch {
    return undefined; // gone since it was listed
  }
}

/**
 * Parses `/proc/<pid>/stat`, see proc(5). The name in parentheses may itself hold spaces and parentheses.
 * @param boot names the boot from which start times count, so that those of different boots are never equal.
 */
export function parseProcStat(text: string, boot: string): ProcessEntry | undefined {
  const end = text.lastIndexOf(')');
  const [state, parent, group, session, ...rest] = text.slice(end + 2).split(' ');
  const startTicks = rest[15]; // field 22, counted from 1
  const pid = Number.parseInt(text, 10);
  if (end < 0 || state === undefined || startTicks === undefined || Number.isNaN(pid)) return undefined;
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    state,
    startTime: `${boot}/${startTicks}`,
  };
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8);
}

function listWithPs(selection: readonly string[]): ProcessEntry[] {
  let text: string;
  try {
    text = execFileSync('ps', [...selection, '-o', 'pid=,ppid=,pgid=,state=,lstart='], {
      encoding: 'utf8',
      env: { PATH: '/bin:/usr/bin', LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return []; // ps exits with 1 where no process matches
  }
  return text.split('\n').flatMap((line) => {
    const fields = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S)\S*\s+(.+?)\s*$/.exec(line);
    if (fields === null) return [];
    const [, pid, parent, group, state = '', startTime = ''] = fields;
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), session: 0, state, startTime }];
  });
}
