import type { RealExploration, RealTry } from '@temblor/system-reservations/explorer/real/explore-real';
import { describe, expect, test } from 'vitest';
import { makePaint } from '../../output/paint.ts';
import type { Exploring } from '../explorers.ts';
import { describeReal, describeTry, documentOfReal, verdictOfReal } from './real-view.ts';

const exploring: Exploring = { system: 'reservations', scenarios: [], rules: {}, seed: 7, bug: undefined };

function tried(number: number, wasReached: boolean): RealTry {
  const effect = { instance: 'reservations', effect: 'call payments POST /pay', isOfGoingBack: false };
  const act = { act: 'late-request', occurrence: 2, seats: 4, patienceMs: 1200 } as const;
  return { point: { number, ...effect, ...act }, wasReached, endedAfterMs: number * 1000 };
}

const clean: RealExploration = {
  ...{ effects: 30, tries: [tried(1, true), tried(2, false)], findings: [], isInterrupted: false },
};
const broken: RealExploration = {
  ...clean,
  findings: [{ point: 2, rule: 'charged-once', detail: 'RSV-1 is not confirmed, and 5000 cents of it were kept' }],
};

describe('an exploration of real processes', () => {
  test('tells what was tried and reached, and how long sagas took', () => {
    const text = describeReal(exploring, clean, makePaint(false));
    expect(text).toContain('2 points among 30 effects, seed 7; at 1 of them the effect did not happen');
    expect(text).toContain('the last open saga had ended after 2.0 s at most');
    expect(text).toMatch(/late-request +2 +1 +0 {2}the request arrives a second after its caller gave it up/);
    expect(text).toContain(
      'found: 0 reservations charged wrongly, 0 events oversold, 0 out of balance, every saga ended in time',
    );
  });

  test('says of a finding which point it was, and how to try that again', () => {
    const text = describeReal(exploring, broken, makePaint(false));
    expect(text).toContain('point 2, reservations: call payments POST /pay, the 2nd – late-request');
    expect(text).toContain('charged-once: RSV-1 is not confirmed, and 5000 cents of it were kept');
    expect(text).toContain('again: temblor explore reservations --real --point 2 --seed 7');
    expect(text).toContain('found: 1 reservation charged wrongly');
    expect(documentOfReal(exploring, broken)).toMatchObject({ verdict: 'failed', findings: [{ point: 2 }] });
  });

  test('has a line for each point: what was done where, whether it was reached, and what came of it', () => {
    const paint = makePaint(false);
    expect(describeTry(tried(1, true), [], paint)).toBe(
      '   1  reservations: call payments POST /pay, the 2nd – late-request: reached, sagas over after 1.0 s, nothing found',
    );
    const line = describeTry(tried(2, false), broken.findings, paint);
    expect(line).toContain('the effect did not happen, sagas over after 2.0 s, broken: charged-once');
  });

  test('says that a planted bug was not found, and of one point that it is one', () => {
    const one = { ...clean, tries: [tried(1, true)] };
    const text = describeReal({ ...exploring, bug: 'no-hold-lease' }, one, makePaint(false));
    expect(text).toContain('1 point among');
    expect(text).toContain('the bug no-hold-lease was not found at these points');
    expect(describeReal({ ...exploring, bug: 'no-hold-lease' }, broken, makePaint(false))).not.toContain(
      'was not found',
    );
  });

  test('is not conclusive where it was interrupted, and nothing was found by then', () => {
    expect(verdictOfReal({ ...clean, isInterrupted: true })).toBe('inconclusive');
    expect(verdictOfReal({ ...broken, isInterrupted: true })).toBe('failed');
    expect(verdictOfReal(clean)).toBe('passed');
  });
});
