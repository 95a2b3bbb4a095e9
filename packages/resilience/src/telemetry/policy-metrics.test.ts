import { Counter, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { PolicyEvent } from '../policy/policy-event.ts';
import { Rejection } from '../policy/rejection.ts';
import { attributesOf, labelsOf, policyEventsCounter } from './policy-metrics.ts';

const open = new Rejection('circuit-open', 'breaker', 'it is open', { notSent: true });
const events: PolicyEvent[] = [
  { type: 'retry-scheduled', policy: 'stock', attempt: 1, delayMs: 20, reason: open },
  { type: 'retry-refused', policy: 'stock', attempt: 2, why: 'budget' },
  { type: 'retry-refused', policy: 'stock', attempt: 3, why: 'budget' },
  { type: 'call-rejected', policy: 'stock', code: 'circuit-open' },
  { type: 'breaker-opened', policy: 'stock', reason: '5 failures in a row' },
];

test('events are counted by policy, kind and reason in a counter of prom-client', async () => {
  const registers = [new Registry()];
  const counter = new Counter({ ...policyEventsCounter, registers });
  for (const event of events) counter.inc(labelsOf(event));
  const { values } = await counter.get();
  expect(values.map(({ labels, value }) => [labels.event, labels.reason, value])).toEqual([
    ['retry-scheduled', '', 1],
    ['retry-refused', 'budget', 2],
    ['call-rejected', 'circuit-open', 1],
    ['breaker-opened', '', 1],
  ]);
});

test('events become attributes: fields below "resilience.", errors by their type', () => {
  expect(events.slice(0, 2).map(attributesOf)).toEqual([
    {
      'resilience.policy': 'stock',
      'resilience.attempt': 1,
      'resilience.delay_ms': 20,
      'error.type': 'circuit-open',
      'error.message': 'it is open',
    },
    { 'resilience.policy': 'stock', 'resilience.attempt': 2, 'resilience.why': 'budget' },
  ]);
  expect(attributesOf({ type: 'fallback-used', policy: 'a', reason: 'text' })).toMatchObject({
    'error.type': 'string',
  });
  expect(attributesOf({ type: 'breaker-opened', policy: 'a', reason: 'by hand' })).toMatchObject({
    'resilience.reason': 'by hand',
  });
});
