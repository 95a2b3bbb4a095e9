/** What the stream of the journal tells besides events; gaps are `gapNotice` of the other documents. */
import { z } from 'zod';

/** The first message, `lab`. */
export const labNotice = z.object({
  /** Names this journal: sequences of another epoch are of another lab's, which had this address before. */
  epoch: z.string(),
  /** The sequence of the next event that will happen: what comes before it was there when the stream was opened. */
  nextSequence: z.number(),
  /** The lab's monotonic clock, in microseconds; `clock` messages tell it again, and keep the stream alive. */
  nowUs: z.number(),
});
export type LabNotice = z.infer<typeof labNotice>;
