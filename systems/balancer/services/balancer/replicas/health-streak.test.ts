import { describe, expect, test } from 'vitest';
import type { CheckResult } from './health-streak.ts';
import { HealthStreak } from './health-streak.ts';

const passed: CheckResult = { kind: 'passed' };
const draining: CheckResult = { kind: 'draining' };
const failed: CheckResult = { kind: 'failed', reason: 'late', isGone: false };
const gone: CheckResult = { kind: 'failed', reason: 'refused', isGone: true };
const unknown: CheckResult = { kind: 'void' };

function newsOf(...results: CheckResult[]): string[] {
  const streak = new HealthStreak({ failuresToDown: 2, passesToUp: 2 });
  return results.map((result) => streak.take(result)?.health ?? '-');
}

describe('HealthStreak', () => {
  test('one pass is enough at first, and two after it was down', () => {
    expect(newsOf(passed, passed, gone, passed, passed, passed)).toEqual(['up', '-', 'down', '-', 'up', '-']);
  });

  test('two failures in a row make it down, one between passes does not', () => {
    expect(newsOf(passed, failed, passed, failed, failed, failed)).toEqual(['up', '-', '-', '-', 'down', '-']);
  });

  test('a refused connection needs no second one', () => {
    expect(newsOf(gone)).toEqual(['down']);
  });

  test('what says nothing breaks no streak', () => {
    expect(newsOf(passed, failed, unknown, failed)).toEqual(['up', '-', '-', 'down']);
  });

  test('who drains goes down and comes back as another', () => {
    expect(newsOf(passed, draining, draining, gone, passed, passed)).toEqual([
      'up',
      'draining',
      '-',
      'down',
      '-',
      'up',
    ]);
  });

  test('who drains and stays needs its passes too', () => {
    expect(newsOf(passed, draining, passed, passed)).toEqual(['up', 'draining', '-', 'up']);
  });
});
