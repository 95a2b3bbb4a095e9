import { describe, expect, test } from 'vitest';
import { Rejection } from '../policy/rejection.ts';
import { Race } from './race.ts';

const [first, second] = [new Error('first'), new Error('second')];
const notSent = new Rejection('bulkhead-full', 'inner', 'full', { notSent: true });

function raceOf(attempts: number): Race {
  const race = new Race(2);
  for (let attempt = 0; attempt < attempts; attempt += 1) race.send();
  return race;
}

describe('Race', () => {
  test('is won once', () => {
    const race = raceOf(2);
    expect([race.succeeded(), race.succeeded(), race.failed(0, first)]).toEqual([true, false, false]);
    expect(race.mayCopy).toBe(false);
  });

  test('fails with the last attempt, by the first error', () => {
    const race = raceOf(2);
    expect([race.failed(1, first), race.over, race.failed(0, second), race.over]).toEqual([false, false, true, true]);
    expect(race.error).toBe(first);
  });

  test('does not say that nothing was sent where an attempt was', () => {
    const race = raceOf(3);
    for (const [attempt, error] of [notSent, first, notSent].entries()) race.failed(attempt, error);
    expect(race.error).toBe(first);
    const unsent = raceOf(1);
    unsent.failed(0, notSent);
    expect(unsent.error).toBe(notSent);
  });

  test('allows as many copies as it may, and none once it is over', () => {
    const race = raceOf(2);
    expect(race.mayCopy).toBe(true);
    race.send();
    expect(race.mayCopy).toBe(false);
    const given = raceOf(1);
    given.abort();
    expect([given.mayCopy, given.succeeded()]).toEqual([false, false]);
  });
});
