import type { RealExploration, RealTry } from '@temblor/system-reservations/explorer/real/explore-real';
import { describe, expect, test } from 'vitest';
import { makePaint } from '../../output/paint.ts';
import type { Exploring } from '../explorers.ts';
import { describeReal, documentOfReal, verdictOfReal } from './real-view.ts';

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
    expect(text).toContain('found: 0 wrong charges, 0 oversold seats, 0 seats lost, every saga ended in time');
  });

  test('says of a finding which point it was, and how to try that again', () => {
    const text = describeReal(exploring, broken, makePaint(false));
    expect(text).toContain('point 2, reservations: call payments POST /pay, the 2nd – late-request');
    expect(text).toContain('charged-once: RSV-1 is not confirmed, and 5000 cents of it were kept');
    expect(text).toContain('again: temblor explore reservations --real --point 2 --seed 7');
    expect(text).toContain('found: 1 wrong charges');
    expect(documentOfReal(exploring, broken)).toMatchObject({ verdict: 'failed', findings: [{ point: 2 }] });
  });

  test('is not conclusive where it was interrupted, and nothing was found by then', () => {
    expect(verdictOfReal({ ...clean, isInterrupted: true })).toBe('inconclusive');
    expect(verdictOfReal({ ...broken, isInterrupted: true })).toBe('failed');
    expect(verdictOfReal(clean)).toBe('passed');
  });
});
