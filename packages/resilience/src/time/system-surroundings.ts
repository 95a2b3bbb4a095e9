import { drawSeed, seededRandom } from '@temblor/foundation/randomness/random';
import type { PolicyEvent } from '../policy/policy-event.ts';
import { reportLater } from '../policy/report-later.ts';
import type { Surroundings } from '../policy/surroundings.ts';
import { systemTime } from './system-time.ts';

/**
 * The surroundings of a program that runs for real: the time of this process, and chance from a seed of its own.
 *
 * @param observe told of every decision; absent: nobody is, and events cost nothing. What it throws reaches the process
 *   as an uncaught exception, and no call.
 */
export function systemSurroundings(observe?: (event: PolicyEvent) => void): Surroundings {
  return { time: systemTime, random: seededRandom(drawSeed()), observe: observe && guarded(observe) };
}

/** What a listener throws must not change what becomes of calls: a slot would never be given back, a promise never settle. */
function guarded(observe: (event: PolicyEvent) => void): (event: PolicyEvent) => void {
  return (event) => {
    try {
      observe(event);
    } catch (error) {
      reportLater(error);
    }
  };
}
