import { drawSeed, seededRandom } from '@temblor/foundation/randomness/random';
import type { PolicyEvent } from '../policy/policy-event.ts';
import type { Surroundings } from '../policy/surroundings.ts';
import { systemTime } from './system-time.ts';

/**
 * The surroundings of a program that runs for real: the time of this process, and chance from a seed of its own.
 *
 * @param observe told of every decision; absent: nobody is, and events cost nothing.
 */
export function systemSurroundings(observe?: (event: PolicyEvent) => void): Surroundings {
  return { time: systemTime, random: seededRandom(drawSeed()), observe };
}
