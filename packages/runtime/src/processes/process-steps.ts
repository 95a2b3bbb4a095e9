/** The waits in the life of a process: for its first passed health check, for its end, and for its death by a kill. */
import { pollUntil, withTimeout } from '@temblor/foundation/concurrency/wait';
import type { InstancePlan } from '@temblor/lab/system/topology';
import type { Child, ChildExit } from '../guardian/guardian.ts';
import { passesHealthCheck } from './health-check.ts';

/** Between two checks. Small, because it is part of every time to recover. */
const readinessIntervalMs = 12;
const gentleMs = 3000;
const exitSeenWithinMs = 5000;
/** How long a restarted process may take to finish what it has. */
const restartGentleMs = 5000;

/** @returns true with the first passed check; false when the process ended, its time was over, or the signal aborted. */
export async function awaitReadiness(
  child: Child,
  instance: { readonly plan: InstancePlan; readonly port: number },
  signal: AbortSignal,
): Promise<boolean> {
  const { path, status, readyWithinMs } = instance.plan.declaration.health;
  const ended = new AbortController();
  void child.exited.then(() => ended.abort());
  const either = AbortSignal.any([signal, ended.signal]);
  try {
    const passed = await pollUntil(() => passesHealthCheck({ port: instance.port, path, status }, either), {
      timeoutMs: readyWithinMs,
      intervalMs: readinessIntervalMs,
      signal: either,
    });
    return passed === true && !either.aborted;
  } catch (error) {
    if (either.aborted) return false;
    throw error;
  }
}

/** Waits for the end of a process; from the abort of `stopping` on, sees to it: SIGTERM, then SIGKILL. */
export async function endGently(child: Child, stopping: AbortSignal): Promise<ChildExit> {
  const aborted = Promise.withResolvers<undefined>();
  const abort = () => aborted.resolve(undefined);
  if (stopping.aborted) abort();
  stopping.addEventListener('abort', abort, { once: true });
  try {
    const exit = await Promise.race([child.exited, aborted.promise]);
    if (exit !== undefined) return exit;
  } finally {
    stopping.removeEventListener('abort', abort);
  }
  await child.signal('SIGTERM');
  return (await endAsked(child, gentleMs)).exit;
}

/** The end of a process that was sent SIGTERM; killed where it takes longer than `withinMs`. */
async function endAsked(child: Child, withinMs: number): Promise<{ exit: ChildExit; wasKilled: boolean }> {
  await child.resume(); // a stopped process would not follow
  const exit = await withTimeout(child.exited, withinMs);
  if (exit !== undefined) return { exit, wasKilled: false };
  await child.signal('SIGKILL');
  return { exit: await child.exited, wasKilled: true };
}

/** A process that was asked to end so that another can take its place. */
export interface AskedEnd {
  readonly askedAtUs: number;
  /** Its end; `wasKilled`: it had not ended five seconds after the asking. Rejects with `guardian-lost`. */
  readonly ended: Promise<{ readonly exit: ChildExit; readonly wasKilled: boolean }>;
}

/** Asks a process to end, and kills it after five seconds. @returns undefined where it was gone already. */
export async function askToEnd(child: Child): Promise<AskedEnd | undefined> {
  const askedAtUs = await child.signal('SIGTERM');
  return askedAtUs === undefined ? undefined : { askedAtUs, ended: endAsked(child, restartGentleMs) };
}

/** What came of a kill. It acts from the signal on; the exit is when its end was seen. */
export type Kill =
  | (ChildExit & { readonly kind: 'killed'; readonly killedAtUs: number })
  /** It was gone before the signal reached it: the kill did nothing. */
  | { readonly kind: 'ended-by-itself' }
  /** The signal was sent, and five seconds later the process was still there. */
  | { readonly kind: 'not-exited' };

/** Sends SIGKILL and waits for the end of the process, five seconds at most. @throws TemblorError `guardian-lost`. */
export async function kill(child: Child): Promise<Kill> {
  const killedAtUs = await child.signal('SIGKILL');
  if (killedAtUs === undefined) return { kind: 'ended-by-itself' };
  const exit = await withTimeout(child.exited, exitSeenWithinMs);
  if (exit === undefined) return { kind: 'not-exited' };
  return exit.signal === 'SIGKILL' ? { kind: 'killed', ...exit, killedAtUs } : { kind: 'ended-by-itself' };
}
