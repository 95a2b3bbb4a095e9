import type { Alarm, Time } from '../policy/surroundings.ts';

/** What `setTimeout` takes at most, 24.8 days; it fires at once where it is asked for more. */
const longestTimerMs = 2 ** 31 - 1;

/** The time of this process: `performance.now()` and `setTimeout`. */
export const systemTime: Time = {
  nowMs: () => performance.now(),
  schedule: (afterMs, callback) => {
    const timer = setTimeout(callback, Math.min(afterMs, longestTimerMs));
    return () => clearTimeout(timer);
  },
  // Sockets are read between the timers and the immediates; the second round hands on what the first one has parsed.
  afterArrivals: (callback) => {
    setImmediate(() => setImmediate(callback));
  },
  alarm: (callback) => new SystemAlarm(callback),
};

/**
 * A timer of Node that is set anew, and lets go of the process in between: to set and clear a timer for every call costs
 * 350 ns, to hold and to let go of one 30 ns.
 */
class SystemAlarm implements Alarm {
  readonly #callback: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(callback: () => void) {
    this.#callback = callback;
  }

  set(afterMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#callback, Math.min(afterMs, longestTimerMs));
  }

  keepAlive(needed: boolean): void {
    if (needed) this.#timer?.ref();
    else this.#timer?.unref();
  }
}
