/**
 * What travels on the topic `error-queue`: how the voter's reads of the replicas went. Only batches that hold a failure,
 * and those shortly after one, are sent: passes matter only as evidence against recent failures.
 */
import type { SampleOutcome } from '@temblor/protocols/failure-detectors/failure-detector';
import { z } from 'zod';

/** The topic on which failures and dissent are reported. */
export const errorTopic = 'error-queue';

const readOutcomes = [
  'passed',
  'agreed',
  'dissented',
  'failed',
  'timed-out',
  'slow',
] as const satisfies SampleOutcome[];

const readSampleSchema = z.object({
  instance_id: z.string(),
  outcome: z.enum(readOutcomes),
  /** When the read was sent and when it was judged: microseconds on the machine's monotonic clock. */
  started_us: z.number(),
  at_us: z.number(),
  /** What went wrong; '' where nothing did. */
  detail: z.string(),
});
export type ReadSample = z.infer<typeof readSampleSchema>;

/** An event of the topic. */
export const errorReportSchema = z.object({
  kind: z.literal('read-samples'),
  reporter: z.string(),
  samples: z.array(readSampleSchema),
});
