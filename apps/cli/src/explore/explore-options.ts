import { z } from 'zod';
import { wholeNumber } from '../input/option-types.ts';
import { defaultSeed } from './finding-view.ts';

/** `12`, `12,34`, or `none`. */
const points = z
  .string()
  .regex(/^(none|[1-9]\d{0,8}(,[1-9]\d{0,8})?)$/, 'it must be a number, two divided by a comma, or none')
  .transform((text) => (text === 'none' ? [] : text.split(',').map(Number)));

/** Points on real processes are numbered up to this. */
export const mostRealPoints = 100_000;

/** The options of `temblor explore`, with their defaults. */
export const exploreOptions = z.object({
  pairs: z.boolean().default(false),
  limit: wholeNumber(1, 100_000_000).optional(),
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(defaultSeed),
  bug: z.string().optional(),
  scenario: z.string().optional(),
  point: points.optional(),
  real: z.boolean().default(false),
  points: wholeNumber(1, mostRealPoints).optional(),
});

/** The options of `temblor explore`, as they were given. */
export type ExploreOptions = z.output<typeof exploreOptions>;
