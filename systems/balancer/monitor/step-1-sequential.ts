/** Step 1 of the health monitor: one target after the other. */
import type { Health, HealthCheck, Target } from './target.ts';

/**
 * Checks all targets, one after the other. A round takes as long as all of its checks together, so that one target that
 * hangs keeps the news of all others back: for its whole time-out.
 */
export async function checkInSequence(
  targets: readonly Target[],
  check: HealthCheck,
  signal: AbortSignal,
): Promise<readonly Health[]> {
  const found: Health[] = [];
  for (const target of targets) found.push(await check(target, signal));
  return found;
}
