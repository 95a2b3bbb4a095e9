/**
 * Moments on the wall clock that are kept in a store, from which something may be done: a lease ends, a message is sent
 * again. Whoever wrote one added at most a known time to its clock. One that is further away than that was written by a
 * clock which has been set back since, or is wrong: to wait for it could take for ever, and so it counts as come. That is
 * safe only where something else than time protects what is done then.
 */

/** How far apart the clocks of those that share a store may be, in ms, without any of them being taken for wrong. */
const clockSlackMs = 10_000;

/** The first moment that is too far away to have been meant. @param longestMs what is added to a clock at most. */
export function firstUnmeantMs(nowMs: number, longestMs: number): number {
  return nowMs + longestMs + clockSlackMs;
}

/** Whether a moment has come, or is too far away to have been meant. */
export function hasCome(momentMs: number, nowMs: number, longestMs: number): boolean {
  return momentMs <= nowMs || momentMs >= firstUnmeantMs(nowMs, longestMs);
}
