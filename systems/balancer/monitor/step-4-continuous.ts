/** Step 4 of the health monitor: all targets, each at its own pace, until somebody ends it. */
import type { GuardedHealth, GuardedMonitor } from './step-3-guarded.ts';
import type { Target } from './target.ts';

/** So many checks in a row change a target's state: a single one may be chance. */
const checksToChange = 2;

/** What is known of a target. */
export interface Watched {
  readonly target: string;
  readonly state: 'unknown' | 'up' | 'down';
  /** Of the checks, in a row, how many said the opposite of the state. */
  readonly against: number;
  readonly checks: number;
  readonly failures: number;
  /** The newest check; undefined before the first. */
  readonly last: GuardedHealth | undefined;
  readonly changes: readonly Change[];
}

/** A target that went up or down. */
export interface Change {
  readonly to: 'up' | 'down';
  readonly atMs: number;
  readonly detail: string;
}

export interface WatchOptions {
  readonly intervalMs: number;
  /** Aborts when it is to end: the watch then returns what it knows. */
  readonly until: AbortSignal;
  readonly clock: { nowMs(): number };
  /** Waits, or rejects when the signal aborts. */
  readonly sleep: (durationMs: number, signal: AbortSignal) => Promise<void>;
  /** Told after every check. */
  readonly observe: (watched: Watched) => void;
}

/**
 * Watches every target in a loop of its own, so that one that hangs delays nobody's news but its own. A check that takes
 * longer than the interval is followed by the next at once.
 */
export async function watch(
  targets: readonly Target[],
  monitor: GuardedMonitor,
  options: WatchOptions,
): Promise<readonly Watched[]> {
  return Promise.all(targets.map((target) => watchOne(target, monitor, options)));
}

async function watchOne(target: Target, monitor: GuardedMonitor, options: WatchOptions): Promise<Watched> {
  const { intervalMs, until, clock, sleep, observe } = options;
  let watched = firstSight(target.id);
  try {
    while (!until.aborted) {
      const startMs = clock.nowMs();
      watched = learn(watched, await monitor.check(target, until), clock.nowMs());
      observe(watched);
      await sleep(Math.max(0, intervalMs - (clock.nowMs() - startMs)), until);
    }
  } catch (error) {
    if (!until.aborted) throw error;
  }
  return watched;
}

/** Nothing is known of it yet. */
export function firstSight(target: string): Watched {
  return { target, state: 'unknown', against: 0, checks: 0, failures: 0, last: undefined, changes: [] };
}

/** What is known after one more check. The first check is believed; later it takes several to change a state. */
export function learn(before: Watched, health: GuardedHealth, atMs: number): Watched {
  const said = health.up ? 'up' : 'down';
  const counted = {
    ...before,
    checks: before.checks + 1,
    failures: before.failures + (health.up ? 0 : 1),
    last: health,
    against: said === before.state ? 0 : before.against + 1,
  };
  if (said === before.state) return counted;
  if (before.state !== 'unknown' && counted.against < checksToChange) return counted;
  return {
    ...counted,
    state: said,
    against: 0,
    changes: [...before.changes, { to: said, atMs, detail: health.detail }],
  };
}
