import { messageOf } from '@temblor/foundation/errors/temblor-error';
import { placesIn } from './places-in.ts';

/** The words for an exception that nothing caught: a defect of ours, or of a configuration's timer long after its import. */
export function describeUncaught(error: unknown): { message: string; hint: string; exitCode: number } {
  const [place] = placesIn(error);
  return {
    message: `an error that nothing caught: ${messageOf(error)}${place === undefined ? '' : ` (${place.text})`}`,
    hint: 'what the lab ran is being ended; correct it there if that is your configuration, please report it otherwise',
    exitCode: 70,
  };
}
