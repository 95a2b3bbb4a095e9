/** What is said over the channel between who wants a race and the process that plays it. */
import { raceOptions, raceProgress, raceResult } from '@temblor/lab/system/race';
import { z } from 'zod';

/** To the process: first what to play, and then perhaps that it is to be given up. */
export const raceCommand = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('play'),
    /** The URL of the module. */
    module: z.string(),
    entrances: z.record(z.string(), z.array(z.url()).min(1)),
    instances: z.record(z.string(), z.url()),
    options: raceOptions,
  }),
  z.strictObject({ kind: z.literal('give-up'), reason: z.string() }),
]);
export type RaceCommand = z.infer<typeof raceCommand>;

/** From the process: notes and progress, and at last one of the others. */
export const raceMessage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('note'), line: z.string() }),
  z.strictObject({ kind: z.literal('progress'), progress: raceProgress }),
  z.strictObject({ kind: z.literal('finished'), result: raceResult }),
  /** It could not be played to its end. */
  z.strictObject({ kind: z.literal('failed'), message: z.string(), hint: z.string().optional() }),
]);
export type RaceMessage = z.infer<typeof raceMessage>;
