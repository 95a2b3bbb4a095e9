import type { Random } from '@temblor/foundation/randomness/random';
import { seededRandom } from '@temblor/foundation/randomness/random';
import type { PolicyEvent } from '../policy/policy-event.ts';
import type { Surroundings } from '../policy/surroundings.ts';
import { VirtualTime } from './virtual-time.ts';

/** Surroundings of a test: virtual time, seeded chance, and the events in the order they were told. */
export interface RecordedSurroundings extends Surroundings {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly events: PolicyEvent[];
}

/** Makes them; the same seed gives the same draws. */
export function recordedSurroundings(seed = 1, startMs = 0): RecordedSurroundings {
  const events: PolicyEvent[] = [];
  return {
    time: new VirtualTime(startMs),
    random: seededRandom(seed),
    events,
    observe: (event) => {
      events.push(event);
    },
  };
}
