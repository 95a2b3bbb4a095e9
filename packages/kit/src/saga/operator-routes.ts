/** What an operator sees and can do where the undoing of a saga keeps failing. */
import { z } from 'zod';
import { isStorableText } from '../rows/table-shapes.ts';
import { ProblemError } from '../service/problem.ts';
import type { ServiceApp } from '../service/service-app.ts';
import type { OperatorItem, SagaHost, TryNowResult } from './saga-host.ts';

const item = z.object({
  id: z.string(),
  phase: z.enum(['forward', 'backward', 'committed', 'completed', 'compensated']),
  owner: z.string().describe('The instance that drives it'),
  reason: z.string().nullable().describe('Why it went back'),
  updated_at: z.iso.datetime(),
  steps: z.array(
    z.object({
      step: z.int().describe('From 0, in the order of the saga'),
      state: z.string(),
      attempt: z.int().optional(),
      last_problem: z.string().optional().describe('Why the last try failed'),
    }),
  ),
});

const parameters = z.object({ id: z.string().min(1).max(64) });
const tags = ['operator'];

/** Adds what operators need: `GET /operator/queue` and `POST /operator/queue/:id/retry`. */
export function addOperatorRoutes(app: ServiceApp, host: Pick<SagaHost, 'operatorQueue' | 'tryNow'>): void {
  const listing = {
    tags,
    summary: 'Sagas whose undoing keeps failing',
    response: { 200: z.object({ sagas: z.array(item) }) },
  };
  app.get('/operator/queue', { schema: listing }, async () => ({ sagas: (await host.operatorQueue()).map(describe) }));
  const retrying = {
    tags,
    summary: 'Try at once what a saga waits for',
    params: parameters,
    response: { 202: z.object({ id: z.string(), trying: z.boolean().describe('False where it waits for nothing') }) },
  };
  app.post('/operator/queue/:id/retry', { schema: retrying }, async (request, reply) => {
    const { id } = request.params;
    const result: TryNowResult = isStorableText(id) ? await host.tryNow(id) : { kind: 'not-found' };
    switch (result.kind) {
      case 'trying':
      case 'not-waiting':
        return reply.code(202).send({ id, trying: result.kind === 'trying' });
      case 'elsewhere':
        throw new ProblemError(409, 'saga_elsewhere', `${id} is driven by ${result.owner}.`, {
          hint: `Send the request to ${result.owner}.`,
          members: { owner: result.owner },
        });
      case 'not-found':
        throw new ProblemError(404, 'saga_not_found', `There is no saga ${JSON.stringify(id)}.`, {
          hint: 'See GET /operator/queue.',
        });
      default:
        return result satisfies never;
    }
  });
}

function describe({ saga, owner, updatedAtMs }: OperatorItem): z.infer<typeof item> {
  const steps = saga.steps.map((state, step) => ({
    step,
    state: state.kind,
    ...('attempt' in state ? { attempt: state.attempt } : {}),
    ...lastProblem(state),
  }));
  const reason = saga.reason?.detail ?? null;
  return { id: saga.id, phase: saga.phase, owner, reason, updated_at: new Date(updatedAtMs).toISOString(), steps };
}

function lastProblem(state: OperatorItem['saga']['steps'][number]): { last_problem?: string } {
  if (state.kind === 'undoing') return state.lastReason === null ? {} : { last_problem: state.lastReason.detail };
  return 'reason' in state ? { last_problem: state.reason.detail } : {};
}
