import { expect, test } from 'vitest';
import { answerEffect, callEffect, commitEffect } from './effect-names.ts';

test('effects are named without what differs from one time to the next', () => {
  expect(commitEffect('hold seats')).toBe('commit hold seats');
  expect(callEffect('inventory', 'POST', '/reserve')).toBe('call inventory POST /reserve');
  expect(callEffect('inventory', 'GET', '/holds/RSV-7c1?x=a')).toBe('call inventory GET /holds/:id');
  expect(callEffect('reservations', 'POST', '/operator/queue/RSV-7/retry')).toBe(
    'call reservations POST /operator/queue/:id/retry',
  );
  expect(answerEffect('GET', '/holds/:reservation_id')).toBe('answer GET /holds/:id');
});
