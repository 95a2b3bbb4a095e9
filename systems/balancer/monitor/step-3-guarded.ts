/**
 * Step 3 of the health monitor: retries and a circuit breaker around each check.
 *
 * One lost answer is no dead server, so a failed check is repeated; and a server that is dead is not asked three times a
 * round for ever: after three failures in a row its breaker opens, and for a second nobody asks it. Both bound each other:
 * the breaker stands within the retry, sees every attempt, and what it rejects is not tried again.
 */
import { circuitBreaker } from '@temblor/resilience/breaker/circuit-breaker';
import { consecutive } from '@temblor/resilience/breaker/trip-rule';
import { pipeline } from '@temblor/resilience/pipeline/pipeline';
import type { PolicyEvent } from '@temblor/resilience/policy/policy-event';
import { Rejection } from '@temblor/resilience/policy/rejection';
import type { Surroundings } from '@temblor/resilience/policy/surroundings';
import { retry } from '@temblor/resilience/retry/retry';
import { RetryBudget } from '@temblor/resilience/retry/retry-budget';
import type { Health, HealthCheck, Target } from './target.ts';

const maxAttempts = 3;
const failuresToOpen = 3;
const openMs = 1000;

/** What a check with policies around it found. */
export interface GuardedHealth extends Health {
  /** How often the target was asked; 0 where its breaker was open. */
  readonly attempts: number;
  /** The target's breaker, after the check. */
  readonly breaker: 'closed' | 'open' | 'half-open';
}

export interface GuardedMonitor {
  /** As a plain check; where the target was not asked, why its circuit opened, and that. */
  check(target: Target, signal: AbortSignal): Promise<GuardedHealth>;
}

/** A failure of a check, as policies know failures: thrown. */
class CheckFailed extends Error {
  constructor({ detail }: Health) {
    super(detail);
    this.name = 'CheckFailed';
  }
}

/** @param surroundings told of every decision of the policies; `policy` of its events is the id of the target. */
export function guardChecks(
  targets: readonly Target[],
  check: HealthCheck,
  surroundings: Surroundings,
): GuardedMonitor {
  const guards = new Map(targets.map(({ id }) => [id, guard(id, surroundings)]));
  /** Why the newest check that asked found a target down. */
  const causes = new Map<string, string>();
  return {
    async check(target, signal) {
      const { breaker, policies } = guards.get(target.id) ?? guard(target.id, surroundings);
      const startMs = surroundings.time.nowMs();
      let attempts = 0;
      const cause = causes.get(target.id);
      const notAsked = `${cause === undefined ? '' : `${cause}; `}circuit open: not asked`;
      let lastFailure: Health = { target: target.id, up: false, detail: notAsked, latencyMs: 0 };
      const ask = async (): Promise<Health> => {
        attempts += 1;
        const health = await check(target, signal);
        if (health.up) return health;
        lastFailure = health;
        causes.set(target.id, health.detail);
        throw new CheckFailed(health);
      };
      const health = await policies.execute(ask, { signal }).catch((error: unknown) => explain(error, lastFailure));
      const { kind } = breaker.state;
      return {
        ...health,
        latencyMs: surroundings.time.nowMs() - startMs,
        attempts,
        breaker: kind === 'isolated' ? 'open' : kind,
      };
    },
  };
}

function guard(name: string, surroundings: Surroundings) {
  const budget = new RetryBudget({ ratio: 0.5, minPerSecond: 2, burst: 6 });
  const backoff = { kind: 'full-jitter', baseMs: 20, maxMs: 200 } as const;
  const retryable = (error: unknown) => error instanceof CheckFailed;
  const breaker = circuitBreaker({ name, trip: consecutive(failuresToOpen), openMs }, surroundings);
  return {
    breaker,
    policies: pipeline(retry({ name, maxAttempts, backoff, retryable, budget }, surroundings), breaker),
  };
}

/**
 * What a check came to that did not succeed: the newest failure, also where the breaker opened between two attempts.
 *
 * @throws what is neither a failed check nor a rejection of the policies: the reason of the signal, or a defect.
 */
function explain(error: unknown, lastFailure: Health): Health {
  if (error instanceof CheckFailed || error instanceof Rejection) return lastFailure;
  throw error;
}

/** What a policy decided, in words; undefined for what is not worth a line. */
export function describeDecision(event: PolicyEvent): string | undefined {
  switch (event.type) {
    case 'retry-scheduled': {
      const why = event.reason instanceof Error ? event.reason.message : String(event.reason);
      return `${event.policy}: attempt ${event.attempt} failed (${why}), again in ${event.delayMs.toFixed(0)} ms`;
    }
    case 'retry-refused':
      return event.why === 'budget' ? `${event.policy}: not tried again, the retry budget is used up` : undefined;
    case 'breaker-opened':
      return `${event.policy}: circuit opened (${event.reason})`;
    case 'breaker-half-opened':
      return `${event.policy}: circuit half open, one check is let through`;
    case 'breaker-closed':
      return `${event.policy}: circuit closed`;
    default:
      return undefined;
  }
}
