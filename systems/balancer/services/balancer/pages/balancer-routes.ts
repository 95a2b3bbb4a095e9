/** The balancer's own pages, which its proxy shows under `/_lb/` to clients of this machine. */
import { ProblemError, problemSchema } from '@temblor/kit/service/problem';
import type { ServiceApp } from '@temblor/kit/service/service-app';
import { z } from 'zod';
import type { ReplicaRotation } from '../replicas/rotation.ts';
import type { BalancerStatistics } from '../statistics/balancer-statistics.ts';
import { refuseForeignPages } from './page-guard.ts';
import {
  isStrategyName,
  replicaSchema,
  statisticsSchema,
  strategiesSchema,
  strategyBody,
  strategyNames,
} from './page-schemas.ts';
import { presentReplicas } from './replica-page.ts';

export interface PageParts {
  readonly instance: string;
  readonly rotation: ReplicaRotation;
  readonly statistics: BalancerStatistics;
  /** The clock of the rotation. */
  readonly clock: { nowMs(): number };
}

const tags = ['balancer'];

/** Adds `/stats`, `/strategies`, `/strategy` and the draining of replicas. */
export function addBalancerRoutes(app: ServiceApp, parts: PageParts): void {
  const { rotation } = parts;
  app.addHook('onRequest', refuseForeignPages);
  app.get(
    '/stats',
    {
      schema: { tags, summary: 'The last second, the totals, and every replica', response: { 200: statisticsSchema } },
    },
    () => presentStatistics(parts),
  );
  const presentStrategies = () => ({ strategy: rotation.strategy, strategies: [...strategyNames] });
  app.get(
    '/strategies',
    { schema: { tags, summary: 'All strategies, and the one in use', response: { 200: strategiesSchema } } },
    presentStrategies,
  );
  const changed = { 200: strategiesSchema, 422: problemSchema };
  app.put(
    '/strategy',
    { schema: { tags, summary: 'Use another strategy from now on', body: strategyBody, response: changed } },
    ({ body: { strategy } }) => {
      if (!isStrategyName(strategy)) {
        throw new ProblemError(422, 'unknown_strategy', `No strategy is named '${strategy}'.`, {
          hint: `Use one of: ${strategyNames.join(', ')}.`,
        });
      }
      rotation.useStrategy(strategy);
      return presentStrategies();
    },
  );
  addDraining(app, parts);
}

function addDraining(app: ServiceApp, { rotation, clock }: PageParts): void {
  const params = z.object({ id: z.string() });
  const response = { 200: replicaSchema, 404: problemSchema };
  const known = (id: string): string => {
    if (rotation.has(id)) return id;
    throw new ProblemError(404, 'unknown_replica', `No replica is named '${id}'.`, {
      hint: `Known: ${rotation.all.map((upstream) => upstream.id).join(', ')}.`,
    });
  };
  const present = (id: string) => {
    const replica = presentReplicas(rotation.view(), clock.nowMs()).find((each) => each.id === id);
    if (replica === undefined) throw new Error(`the replica '${id}' is not shown`);
    return replica;
  };
  app.post(
    '/replicas/:id/drain',
    { schema: { tags, summary: 'Send a replica nothing new; it answers what it has', params, response } },
    ({ params: { id } }) => {
      rotation.drain(known(id));
      return present(id);
    },
  );
  app.post(
    '/replicas/:id/resume',
    { schema: { tags, summary: 'Take a drained replica in again', params, response } },
    ({ params: { id } }) => {
      rotation.resume(known(id));
      return present(id);
    },
  );
}

function presentStatistics({ instance, rotation, statistics, clock }: PageParts): z.infer<typeof statisticsSchema> {
  const { lastWindow, totals } = statistics;
  const { startUs = 0, endUs = 0, requests = 0, failures = 0, refused = 0, retries = 0, hedges = 0 } = lastWindow ?? {};
  const { strategy, panic } = rotation;
  const replicas = presentReplicas(rotation.view(), clock.nowMs()).map((replica) => {
    const counted = lastWindow?.replicas.find(({ id }) => id === replica.id);
    return {
      ...replica,
      requests: counted?.requests ?? 0,
      failures: counted?.failures ?? 0,
      meanMs: counted?.meanMs ?? 0,
      maxMs: counted?.maxMs ?? 0,
      totals: statistics.totalsOf(replica.id),
    };
  });
  const counts = { requests, failures, refused, retries, hedges };
  return { instance, startUs, endUs, strategy, panic, ...counts, totals, replicas };
}
