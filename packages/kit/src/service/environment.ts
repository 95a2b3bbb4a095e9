import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import { z } from 'zod';
import { logLevels } from '../logs/logger.ts';

/** What every service of ours takes from its environment. */
export const serviceEnvironment = z.object({
  /** Interface to listen on. Loopback, unless a container says otherwise. */
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535),
  /** `inventory-2`; the name of the service where it has one replica. */
  INSTANCE_ID: z.string().min(1),
  /** From 1. */
  INSTANCE_NUMBER: z.coerce.number().int().min(1).default(1),
  LOG_LEVEL: z.enum(logLevels).default('info'),
  /** The pid of the lab that started the process; absent outside a lab: then there are no fault switches and no lifeline. */
  TEMBLOR_LAB: z.string().min(1).optional(),
  /** The seed of what a fault switch draws. */
  TEMBLOR_SEED: z.coerce.number().default(1),
});
export type ServiceEnvironment = z.infer<typeof serviceEnvironment>;

/** A list of URLs separated by commas, as the lab gives them. */
export const urlList = z
  .string()
  .transform((text) => text.split(',').filter((part) => part !== ''))
  .pipe(z.array(z.url()).min(1));

/**
 * The schema of `PLANTED_BUG`: a defect that a service can be told to have, so that a checker or a detector is seen to
 * catch it. Empty means none; a name that no part of this system knows is an error.
 *
 * @param known every planted bug of the system, since all of its services get the same environment.
 */
export function plantedBug<T extends string>(known: readonly T[]) {
  const isKnown = (value: string): value is T => known.some((name) => name === value);
  return z
    .string()
    .optional()
    .transform((value, context): T | undefined => {
      if (value === undefined || value === '') return undefined;
      if (isKnown(value)) return value;
      context.addIssue({ code: 'custom', message: `no planted bug is named '${value}': ${suggestName(value, known)}` });
      return z.NEVER;
    });
}

/**
 * Parses the environment of a process, once, in its `main.ts`. Empty variables count as absent.
 *
 * @throws TemblorError `invalid-environment` naming each variable that is wrong.
 */
export function readEnvironment<T extends z.ZodType>(environment: NodeJS.ProcessEnv, schema: T): z.infer<T> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw usageError(
    'invalid-environment',
    `the environment is not valid: ${reasons.join('; ')}`,
    'Set the named variables; the lab sets them by itself for the services that it starts.',
  );
}
