import { describe, expect, test } from 'vitest';
import type { ResponseHead } from '../http1/message-head.ts';
import { outcomeOf, priceOfRetry } from './retry-rule.ts';

describe('the price of a retry', () => {
  test('what was surely not sent is free, whatever the method', () => {
    const failure = { reason: 'connection-refused', progress: 'nothing-sent' } as const;
    expect([priceOfRetry(failure, false), priceOfRetry(failure, true)]).toEqual(['free', 'free']);
  });

  test('what cannot be repeated never is, once it may have been seen', () => {
    for (const reason of ['connection-broken', 'answer-timeout', 'failing-status', 'malformed-answer'] as const) {
      expect(priceOfRetry({ reason, progress: 'nothing-answered' }, false)).toBe('never');
    }
  });

  test('only a break before the first byte is paid by the larger budget', () => {
    expect(priceOfRetry({ reason: 'connection-broken', progress: 'nothing-answered' }, true)).toBe('breaks');
    expect(priceOfRetry({ reason: 'connection-refused', progress: 'nothing-answered' }, true)).toBe('breaks');
    expect(priceOfRetry({ reason: 'connection-broken', progress: 'answer-begun' }, true)).toBe('budget');
    expect(priceOfRetry({ reason: 'answer-timeout', progress: 'nothing-answered' }, true)).toBe('budget');
    expect(priceOfRetry({ reason: 'failing-status', progress: 'answer-begun' }, true)).toBe('budget');
  });
});

test.each([
  [200, [], 'success'],
  [404, [], 'success'],
  [429, [], 'success'],
  [500, [], 'failure'],
  [501, [], 'success'],
  [503, [], 'failure'],
  [503, ['RETRY-AFTER', '1'], 'success'],
  [504, ['Retry-After', '1'], 'failure'],
] as const)('a %i with the fields %j is a %s of the replica', (status, fields, outcome) => {
  const head: ResponseHead = {
    status,
    reason: '',
    minorVersion: 1,
    fields,
    framing: { kind: 'none' },
    keepAlive: true,
  };
  expect(outcomeOf(head)).toBe(outcome);
});
