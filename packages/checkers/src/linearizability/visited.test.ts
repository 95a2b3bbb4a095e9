import { seededRandom } from '@temblor/foundation/randomness/random';
import { describe, expect, test } from 'vitest';
import { Progress } from './progress.ts';
import { Visited } from './visited.ts';

describe('a configuration was visited', () => {
  test('where the same state was reached by the same operations, and by no other unknown ones', () => {
    // 40 operations that completed, then three of unknown outcome.
    const progress = new Progress(40, 3);
    const visited = new Visited(progress);
    const add = (state: number, ...operations: number[]): boolean => {
      for (const operation of operations) progress.flip(operation);
      const isNew = visited.add(state, 0, 1);
      for (const operation of operations) progress.flip(operation);
      return isNew;
    };
    expect(add(1, 0, 35, 40)).toBe(true);
    expect(add(1, 0, 35, 40)).toBe(false);
    expect(add(1, 0, 35, 40, 41)).toBe(false);
    expect(add(1, 0, 35, 41)).toBe(true);
    expect(add(1, 0, 35)).toBe(true);
    expect(add(1, 0, 35, 42)).toBe(false);
    expect(add(2, 0, 35, 40)).toBe(true);
    expect(add(1, 0, 36, 40)).toBe(true);
  });

  test('exactly: among so many some have the same hash, and none is taken for another', () => {
    const progress = new Progress(64, 0);
    const visited = new Visited(progress);
    const random = seededRandom(1);
    for (let index = 0; index < 40_000; index += 1) {
      progress.completed[0] = random.integer(0, 2 ** 31 - 1);
      progress.completed[1] = random.integer(0, 2 ** 31 - 1);
      if (!visited.add(1, 0, 1)) expect.fail(`the one numbered ${index} is new`);
    }
  });
});
