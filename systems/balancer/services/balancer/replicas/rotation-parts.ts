/** What a rotation is made of, and what it is told. */
import type { Random } from '@temblor/foundation/randomness/random';
import type { JournalFact } from '@temblor/lab/journal/event';
import type { Outcome } from '@temblor/resilience/balancing/replica';
import type { StrategyName } from '@temblor/resilience/balancing/strategies/strategies';
import type { RotationRules } from './rotation-rules.ts';
import type { Upstream } from './upstream.ts';

/** Who is told of what a rotation decides and sees; synchronously, must not throw. */
export interface RotationObserver {
  fact(fact: JournalFact): void;
  settled(upstream: Upstream, outcome: Outcome, latencyMs: number): void;
}

/** What a rotation is made of. */
export interface RotationParts {
  /** The instance id of the balancer, for facts. */
  readonly instance: string;
  readonly upstreams: readonly (Upstream & { readonly weight: number })[];
  readonly strategy: StrategyName;
  readonly rules: RotationRules;
  readonly clock: { nowMs(): number };
  readonly random: Random;
  readonly observer: RotationObserver;
}

/** What health checks found of a replica: said when it changes, and not at every check. */
export interface HealthNews {
  readonly health: 'up' | 'down' | 'draining';
  readonly reason: string;
}
