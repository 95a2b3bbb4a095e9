import { afterAll, describe, expect, test } from 'vitest';
import { createServiceApp } from '../service/service-app.ts';
import { addOperatorRoutes } from './operator-routes.ts';
import type { OperatorItem, TryNowResult } from './saga-host.ts';

const reason = { code: 'unreachable', detail: 'payments could not be reached' };

const stuck: OperatorItem = {
  saga: {
    id: 'RSV-1',
    definition: 'reservation',
    input: null,
    deadlineMs: 0,
    phase: 'backward',
    steps: [{ kind: 'undoing', attempt: 7, lastReason: reason }, { kind: 'refused', reason }, { kind: 'waiting' }],
    reason,
  },
  owner: 'reservations-1',
  updatedAtMs: 0,
};

describe('the queue of an operator', () => {
  const results = new Map<string, TryNowResult>([
    ['RSV-1', { kind: 'trying' }],
    ['RSV-2', { kind: 'not-waiting' }],
    ['RSV-3', { kind: 'elsewhere', owner: 'reservations-2' }],
  ]);
  const { app } = createServiceApp((error) => {
    throw error;
  });
  addOperatorRoutes(app, {
    operatorQueue: async () => [stuck],
    tryNow: async (id) => {
      if (id.includes('\0')) throw new TypeError('a text cannot hold it');
      return results.get(id) ?? { kind: 'not-found' };
    },
  });
  afterAll(() => app.close());

  test('says which step keeps failing, how often, and why', async () => {
    const answer = await app.inject({ url: '/operator/queue' });
    expect(answer.json()).toEqual({
      sagas: [
        {
          id: 'RSV-1',
          phase: 'backward',
          owner: 'reservations-1',
          reason: reason.detail,
          updated_at: '1970-01-01T00:00:00.000Z',
          steps: [
            { step: 0, state: 'undoing', attempt: 7, last_problem: reason.detail },
            { step: 1, state: 'refused', last_problem: reason.detail },
            { step: 2, state: 'waiting' },
          ],
        },
      ],
    });
  });

  test.each([
    ['RSV-1', 202, { id: 'RSV-1', trying: true }],
    ['RSV-2', 202, { id: 'RSV-2', trying: false }],
    ['RSV-3', 409, { code: 'saga_elsewhere', owner: 'reservations-2' }],
    ['RSV-4', 404, { code: 'saga_not_found' }],
    ['%00', 404, { code: 'saga_not_found' }],
    ['a%00', 404, { code: 'saga_not_found' }],
  ])('lets %s be tried now: %i', async (id, status, body) => {
    const answer = await app.inject({ method: 'POST', url: `/operator/queue/${id}/retry` });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject(body);
  });
});
