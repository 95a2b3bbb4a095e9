/** How a replica that comes back takes its load: little at first, since caches, pools and compiled code are cold. */

export interface SlowStart {
  /** Until it takes its full part. */
  readonly durationMs: number;
  /** What it takes at first, above 0 and at most 1: with nothing it would stay cold. */
  readonly initialShare: number;
}

/** The share rises in stairs, so that strategies learn of a change some times and not on every call. */
const steps = 32;

/** The share of its weight that counts after a while in rotation: linear from the initial share to 1. */
export function shareAt({ durationMs, initialShare }: SlowStart, sinceMs: number, nowMs: number): number {
  const step = Math.floor(((nowMs - sinceMs) / durationMs) * steps);
  if (step >= steps) return 1;
  return initialShare + (1 - initialShare) * (Math.max(0, step) / steps);
}

/** When the share rises next; in the past or now where it is 1 already. */
export function nextStepMs({ durationMs }: SlowStart, sinceMs: number, nowMs: number): number {
  const stepMs = durationMs / steps;
  const next = sinceMs + (Math.floor((nowMs - sinceMs) / stepMs) + 1) * stepMs;
  // Rounding may give a moment that is over: then the share of now is not the one of the next step yet.
  return next > nowMs ? next : next + stepMs;
}
