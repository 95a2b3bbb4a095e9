/** Step 2 of the health monitor: all targets at once, and how much faster that is. */
import { nearestRank } from '@temblor/lab/measure/spread';
import { checkInSequence } from './step-1-sequential.ts';
import type { Health, HealthCheck, Target } from './target.ts';

/** Checks all targets at once: a round takes as long as its slowest check. */
export function checkInParallel<H extends Health>(
  targets: readonly Target[],
  check: (target: Target, signal: AbortSignal) => Promise<H>,
  signal: AbortSignal,
): Promise<readonly H[]> {
  return Promise.all(targets.map((target) => check(target, signal)));
}

/** How long a round takes in both ways; medians of the same number of rounds. */
export interface SpeedUp {
  readonly rounds: number;
  readonly sequentialMs: number;
  readonly parallelMs: number;
  /** How many times as fast the parallel round is. At most as many times as there are targets. */
  readonly factor: number;
}

/**
 * Measures both ways, in turns, so that whatever else the machine does meets both. One round of each goes before and does
 * not count: it opens the connections.
 */
export async function measureSpeedUp(
  targets: readonly Target[],
  check: HealthCheck,
  options: { readonly rounds: number; readonly signal: AbortSignal; readonly clock: { nowMs(): number } },
): Promise<SpeedUp> {
  const { rounds, signal, clock } = options;
  const timed = async (checkAll: typeof checkInSequence): Promise<number> => {
    const startMs = clock.nowMs();
    await checkAll(targets, check, signal);
    return clock.nowMs() - startMs;
  };
  const sequential: number[] = [];
  const parallel: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const [oneByOneMs, atOnceMs] = [await timed(checkInSequence), await timed(checkInParallel)];
    if (round === 0) continue;
    sequential.push(oneByOneMs);
    parallel.push(atOnceMs);
  }
  const [sequentialMs, parallelMs] = [nearestRank(sequential, 50) ?? 0, nearestRank(parallel, 50) ?? 0];
  return { rounds, sequentialMs, parallelMs, factor: parallelMs === 0 ? 1 : sequentialMs / parallelMs };
}
