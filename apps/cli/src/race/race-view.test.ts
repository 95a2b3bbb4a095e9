import type { FaultStatus } from '@temblor/control/api/schemas';
import type { RaceResult } from '@temblor/lab/system/race';
import { describe, expect, test } from 'vitest';
import { makePaint } from '../output/paint.ts';
import type { PlayedRace } from './race-view.ts';
import { renderProgress, renderRace, verdictOf } from './race-view.ts';

type Check = RaceResult['checks'][number];

const check = (verdict: Check['verdict'], violations: readonly string[] = []): Check => ({
  ...{ check: 'never-oversold', verdict, summary: '1 seat, 2 clients', violations },
});

const confirmed = { kind: 'confirmed', evidence: 'it acted', effectAtUs: 1 } as const;
const fault = (evidence: FaultStatus['evidence']): FaultStatus => ({
  ...{ id: 'f1', kind: 'flag', target: { instance: 'payments' }, parameters: { flag: 'latency_seconds', value: 5 } },
  ...{ evidence, appliedAtUs: 1, remainingMs: 0 },
});

function played(checks: readonly Check[], faults: readonly FaultStatus[] = []): PlayedRace {
  return {
    options: { seats: 1, requests: 2, concurrency: 2, seed: 7, faultsMs: 0 },
    result: { byStatus: { 0: 1, 409: 1, 200: 1 }, facts: [{ fact: 'attempts', value: 3 }], checks: [...checks] },
    faults,
  };
}

describe('the verdict of a race', () => {
  test.each([
    [['passed', 'passed'], 'passed'],
    [['passed', 'inconclusive'], 'inconclusive'],
    [['inconclusive', 'failed', 'passed'], 'failed'],
    [[], 'inconclusive'],
  ] as const)('of checks that are %o is %s', (verdicts, verdict) => {
    expect(verdictOf(played(verdicts.map((one) => check(one))))).toBe(verdict);
  });

  test('is passed under faults only where all of them were seen to act', () => {
    expect(verdictOf(played([check('passed')], [fault(confirmed)]))).toBe('passed');
    for (const evidence of [{ kind: 'pending' }, { kind: 'cannot-tell', reason: '' }] as const) {
      expect(verdictOf(played([check('passed')], [fault(confirmed), fault(evidence)]))).toBe('inconclusive');
      expect(verdictOf(played([check('failed')], [fault(evidence)]))).toBe('failed');
    }
  });
});

test('a race is told whole, by status in order, with what its checks found and what faults did', () => {
  const race = played([check('failed', ['two got seat 1'])], [fault(confirmed), fault({ kind: 'pending' })]);
  expect(renderRace('The last seat', race, makePaint(false))).toBe(`The last seat: 2 clients, 1 seat, seed 7

told in the end  clients
200 OK                 1
409 Conflict           1
no answer              1

of it
attempts  3

fault f1, flag latency_seconds=5 on payments: confirmed – it acted
fault f1, flag latency_seconds=5 on payments: pending – nobody has seen it act yet
check never-oversold: failed – 1 seat, 2 clients
  two got seat 1
verdict: failed`);
});

test('how far it is stands in one line', () => {
  expect(renderProgress({ finished: 3, requests: 10, byStatus: { 409: 2, 0: 1 } })).toBe(
    '  3 of 10 clients are done: 409 × 2, none × 1',
  );
  expect(renderProgress({ finished: 0, requests: 10, byStatus: {} })).toBe('  0 of 10 clients are done');
});
