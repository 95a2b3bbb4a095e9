/**
 * A race: many clients want few things at once, and afterwards the books tell who got them. A system declares one; the
 * module of it is played by `temblor race`, in a process of its own.
 */
import type { CheckResult } from '@temblor/checkers/history/operation';
import type { Random } from '@temblor/foundation/randomness/random';
import { z } from 'zod';
import { faultSpecification } from '../faults/fault.ts';

/** A race as a system declares it. */
export const raceDeclaration = z.strictObject({
  /** A module that exports `race`, see `PlayRace`. */
  module: z.union([z.instanceof(URL), z.string().min(1)]),
  title: z.string(),
  description: z.string(),
  /** Where faults are asked for these are applied together, before the first request. Each ends by its own lease. */
  faults: z.array(faultSpecification).default([]),
});

/** How a race is to be run. */
export const raceOptions = z.strictObject({
  /** Of clients; each wants one thing, once. */
  requests: z.number().int().min(1).max(100_000),
  /** How many of what is wanted there are. */
  seats: z.number().int().min(1).max(100_000),
  /** Clients that are at it at once. */
  concurrency: z.number().int().min(1),
  seed: z.number().int().nonnegative(),
  /** For how long from now the last of the race's faults may act, in ms; 0 where none was asked for. */
  faultsMs: z.number().nonnegative(),
});
export type RaceOptions = z.infer<typeof raceOptions>;

/** How far a race is. */
export const raceProgress = z.strictObject({
  /** Clients that are done, of all. */
  finished: z.number(),
  requests: z.number(),
  /** What clients were told in the end, by HTTP status; 0 for no answer. */
  byStatus: z.record(z.string(), z.number()),
});
export type RaceProgress = z.infer<typeof raceProgress>;

const checkResult: z.ZodType<CheckResult> = z.strictObject({
  check: z.string(),
  verdict: z.enum(['passed', 'failed', 'inconclusive']),
  summary: z.string(),
  violations: z.array(z.string()),
});

/** What a race came to. Its verdict is the worst of its checks. */
export const raceResult = z.strictObject({
  /** Of each client the status that it was told in the end; 0 where it never had an answer. */
  byStatus: z.record(z.string(), z.number()),
  /** What else is worth knowing, such as attempts, seats sold and time, in the order in which it is shown. */
  facts: z.array(z.strictObject({ fact: z.string(), value: z.union([z.string(), z.number()]) })),
  checks: z.array(checkResult).min(1),
});
export type RaceResult = z.infer<typeof raceResult>;

/** What a race has at hand. */
export interface RaceContext {
  /** Base URLs of the system's entrances by service, replicas in order: through the links of clients, where faults act. */
  readonly entrances: Readonly<Record<string, readonly string[]>>;
  /** Base URLs by instance id, past every proxy: to look at the books with, not to race over. */
  readonly instances: Readonly<Record<string, string>>;
  readonly options: RaceOptions;
  /** From the seed; all randomness comes from it. */
  readonly random: Random;
  /** Aborts when the race is to be given up: end calls in flight, and throw its reason. */
  readonly signal: AbortSignal;
  /** A line for whoever watches. */
  note(line: string): void;
  /** How far it is; may be called as often as one likes, a few a second are shown. */
  progress(progress: RaceProgress): void;
}

/** What the module of a race exports as `race`. */
export type PlayRace = (context: RaceContext) => Promise<RaceResult>;
