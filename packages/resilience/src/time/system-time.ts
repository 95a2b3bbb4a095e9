import type { Time } from '../policy/surroundings.ts';

/** The time of this process: `performance.now()` and `setTimeout`. */
export const systemTime: Time = {
  nowMs: () => performance.now(),
  schedule: (afterMs, callback) => {
    const timer = setTimeout(callback, afterMs);
    return () => clearTimeout(timer);
  },
};
