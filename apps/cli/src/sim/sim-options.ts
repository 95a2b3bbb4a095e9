import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { duration, names, wholeNumber } from '../input/option-types.ts';

const mostSeeds = 10_000_000;

/** The seeds after it, as many as may be asked for, are whole numbers too. */
export const greatestSeed = Number.MAX_SAFE_INTEGER - mostSeeds;

/** The options of `temblor sim`, with their defaults. */
export const simOptions = z.object({
  seeds: wholeNumber(1, mostSeeds).default(1000),
  seed: wholeNumber(0, greatestSeed).default(1),
  nodes: wholeNumber(1, 15).default(5),
  faults: names.default(['all']),
  until: duration
    .pipe(z.number().min(1, 'it must be at least 1 ms').max(86_400_000, 'it may be at most 24h'))
    .default(60_000),
  bug: z.string().optional(),
  subject: z.string().default('raft'),
  /** More threads than cores only take memory. */
  workers: wholeNumber(1, 4 * availableParallelism()).optional(),
  events: wholeNumber(1, 200).default(15),
  explain: z.boolean().default(false),
  save: z.boolean().default(false),
});

/** The options of `temblor sim`, as they were given. */
export type SimOptions = z.output<typeof simOptions>;
