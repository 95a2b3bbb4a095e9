/** The statistics that the balancer answers (`GET /_lb/stats`), as far as they are shown. Pure. */
import { listOf, number, objectOf, text } from '@temblor/view/model/shape';
import type { ActionAnswer } from '@temblor/view/panel/panel-commands';
import { expectSuccess } from './read-answers.ts';

/** Of one replica, since the balancer started. */
export interface ReplicaStatistics {
  readonly id: string;
  readonly breaker: string;
  readonly totals: {
    readonly requests: number;
    readonly failures: number;
    readonly meanMs: number;
  };
  /** How often it left the rotation for failing. */
  readonly timesOut: number;
}

const totals = objectOf({ requests: number, failures: number, meanMs: number });
const shape = objectOf({ replicas: listOf(objectOf({ id: text, breaker: text, totals, timesOut: number })) });

/** @throws Error where the answer is a failure, or no statistics. */
export function readStatistics(answer: ActionAnswer): readonly ReplicaStatistics[] {
  expectSuccess(answer);
  if (!isStatistics(answer.body)) throw new Error('the balancer answered something else than statistics');
  return answer.body.replicas;
}

function isStatistics(body: unknown): body is { readonly replicas: readonly ReplicaStatistics[] } {
  return shape(body);
}
