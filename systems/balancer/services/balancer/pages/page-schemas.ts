/** What the balancer's own pages answer and take. */
import type { StrategyName } from '@temblor/resilience/balancing/strategies/strategies';
import { strategies } from '@temblor/resilience/balancing/strategies/strategies';
import { z } from 'zod';

/** The names of all strategies. */
export const strategyNames: readonly StrategyName[] = Object.keys(strategies).filter(isStrategyName);

/** Whether there is a strategy of that name. */
export function isStrategyName(name: string): name is StrategyName {
  return Object.hasOwn(strategies, name);
}

/** A replica as every page shows it. */
export const replicaSchema = z.object({
  id: z.string(),
  url: z.string(),
  state: z.enum(['in-rotation', 'slow-start', 'ejected', 'down', 'draining']),
  breaker: z.enum(['closed', 'open', 'half-open']),
  health: z.enum(['unknown', 'up', 'down', 'draining']).describe('What its health checks say'),
  weight: z.number(),
  effectiveWeight: z.number().describe('What its weight counts now: less during a slow start'),
  share: z.number().describe('The part of the requests that is meant for it now, 0 to 1'),
  inFlight: z.number().int(),
  timesOut: z.number().int().describe('How often it left the rotation for failing'),
  outSince: z
    .object({ detector: z.enum(['passive', 'active', 'outlier']), reason: z.string(), forMs: z.number() })
    .nullable()
    .describe('Why it is out, and for how long; null while it is not'),
});

const attemptsSchema = z.object({
  requests: z.number().int(),
  failures: z.number().int(),
  meanMs: z.number(),
  maxMs: z.number(),
});

const requestsSchema = z.object({
  requests: z.number().int(),
  failures: z.number().int(),
  refused: z.number().int(),
  retries: z.number().int(),
  hedges: z.number().int(),
});

/** The body of `/stats`: what was counted in the last whole second, and how everything stands now. */
export const statisticsSchema = requestsSchema.extend({
  instance: z.string(),
  startUs: z.number().describe('When the counted second began, on the clock of the machine; 0 before there is one'),
  endUs: z.number(),
  strategy: z.string(),
  panic: z.boolean().describe('None is left in rotation, so that all are used'),
  totals: requestsSchema.describe('Since the start'),
  replicas: z.array(
    replicaSchema.extend(attemptsSchema.shape).extend({ totals: attemptsSchema.describe('Since the start') }),
  ),
});

/** The body of `/strategies`. */
export const strategiesSchema = z.object({ strategy: z.string(), strategies: z.array(z.string()) });

/** What `PUT /strategy` takes; which names there are is checked with them at hand, so that the problem can list them. */
export const strategyBody = z.strictObject({ strategy: z.string().max(64) });
