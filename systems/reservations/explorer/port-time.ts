import type { Time } from '@temblor/resilience/policy/surroundings';
import type { ReservationsPort } from './message.ts';

/** The time of a process, for what the kit runs in it. Its timers are background: what it works on shows in its store. */
export function portTime(port: ReservationsPort): Time {
  const schedule = (afterMs: number, callback: () => void) => {
    const planned = port.after(Math.max(0, afterMs), callback, 'background');
    return () => planned.cancel();
  };
  return {
    nowMs: () => port.nowMs,
    schedule,
    afterArrivals: (callback) => schedule(0, callback),
    alarm: (callback) => {
      let cancel = (): void => undefined;
      return {
        set: (afterMs) => {
          cancel();
          cancel = schedule(afterMs, callback);
        },
        keepAlive: () => undefined,
      };
    },
  };
}
