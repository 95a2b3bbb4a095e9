/**
 * The one place where the program reads time. Everything else is given a `Clock`.
 *
 * Timestamps are microseconds on the machine's monotonic clock (CLOCK_MONOTONIC on Linux, mach_absolute_time on
 * macOS), so that readings of different processes on one machine can be compared and never step.
 */
export interface Clock {
  /** Microseconds since an arbitrary origin shared by every process of this machine. Never decreases. */
  nowUs(): number;
}

/** The machine's monotonic clock. A double holds its microseconds exactly for 285 years of uptime. */
export const monotonicClock: Clock = {
  nowUs: () => Number(process.hrtime.bigint() / 1000n),
};

/** One reading of wall clock and monotonic clock together; it translates journal timestamps to dates. */
export interface ClockAnchor {
  readonly wallClockMs: number;
  readonly monotonicUs: number;
}

/** Reads both clocks now. */
export function anchorClocks(clock: Clock): ClockAnchor {
  return { wallClockMs: Date.now(), monotonicUs: clock.nowUs() };
}

/** The date of a monotonic timestamp, as the anchor saw the wall clock. */
export function toWallClock(anchor: ClockAnchor, atUs: number): Date {
  return new Date(anchor.wallClockMs + (atUs - anchor.monotonicUs) / 1000);
}
