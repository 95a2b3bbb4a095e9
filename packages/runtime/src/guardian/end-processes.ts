/**
 * Ends processes for good: asks, waits, kills, and then looks for whatever else they left.
 *
 * PostgreSQL's backends, and a program that makes itself a daemon, leave the process group of their parent. So what
 * belongs to a process is: its group, its session, its descendants, and whoever bears the guardian's token in its
 * environment (Linux only). Everything is named by pid and start time, so that a pid given to somebody else is not hit.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessEntry } from '../processes/process-table.ts';
import { hasInEnvironment, isRunning, listProcesses, readProcess } from '../processes/process-table.ts';

/** The environment variable that marks what a guardian started; its value is the guardian's token. */
export const guardianVariable = 'TEMBLOR_GUARDIAN';

export interface EndTarget {
  readonly pid: number;
  readonly startTime: string;
  /** Sent first; SIGKILL follows after the grace. */
  readonly endSignal: NodeJS.Signals;
}

export interface EndOptions {
  /** How long a process may take to follow its end signal before it is killed. */
  readonly graceMs: number;
  /** When to give up on processes that even SIGKILL does not end. */
  readonly deadlineMs: number;
  /** Whoever has this token in its environment is ended too. */
  readonly token: string;
}

/** Pids and start times. */
type Family = Map<number, string>;

const pollMs = 5;

/** @returns the pids that still run after the deadline; normally none. */
export async function endProcesses(targets: readonly EndTarget[], options: EndOptions): Promise<number[]> {
  const startedMs = performance.now();
  const elapsedMs = () => performance.now() - startedMs;
  const running = targets.filter(isStillRunning);
  const family: Family = new Map(running.map(({ pid, startTime }) => [pid, startTime]));
  extendFamily(family, listProcesses(), options.token);
  for (const { pid, endSignal } of running) {
    signalGroup(pid, endSignal);
    signalGroup(pid, 'SIGCONT'); // a stopped process follows no signal but SIGKILL
  }
  while (running.some(isStillRunning) && elapsedMs() < options.graceMs) await delay(pollMs);
  for (;;) {
    const table = listProcesses();
    extendFamily(family, table, options.token);
    const left = table.filter((entry) => isRunning(entry) && family.get(entry.pid) === entry.startTime);
    if (left.length === 0 || elapsedMs() > options.deadlineMs) return left.map(({ pid }) => pid);
    for (const { pid } of left) signalProcess(pid, 'SIGKILL');
    await delay(pollMs);
  }
}

/** Sends a signal to a process group; one that is gone is no error. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  signalProcess(-group, signal);
}

function isStillRunning(target: EndTarget): boolean {
  const entry = readProcess(target.pid);
  return isRunning(entry) && entry.startTime === target.startTime;
}

function extendFamily(family: Family, table: readonly ProcessEntry[], token: string): void {
  const others = table.filter(({ pid }) => pid !== process.pid);
  const alive = new Set(others.filter((entry) => family.get(entry.pid) === entry.startTime).map(({ pid }) => pid));
  const adopt = (entry: ProcessEntry) => {
    family.set(entry.pid, entry.startTime);
    alive.add(entry.pid);
  };
  const strangers = () => others.filter(({ pid }) => !alive.has(pid));
  for (const entry of strangers()) if (hasInEnvironment(entry.pid, guardianVariable, token)) adopt(entry);
  for (let before = -1; before < alive.size; ) {
    before = alive.size;
    for (const entry of strangers()) {
      if (alive.has(entry.parent) || alive.has(entry.group) || alive.has(entry.session)) adopt(entry);
    }
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // ESRCH: it is gone, which is what was wanted. EPERM: a zombie on macOS, or not ours; it shows as left.
  }
}
