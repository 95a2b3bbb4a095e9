import { seededRandom } from '@temblor/foundation/randomness/random';
import { expect, test } from 'vitest';
import type { DiaryTypes } from '../simulation/testing/diary.ts';
import { HeldArrivals } from './held-arrivals.ts';

function taken(seed: number): number[] {
  const held = new HeldArrivals<DiaryTypes>();
  for (const copy of [1, 2, 3]) {
    held.hold({ kind: 'input', input: { kind: 'persisted', ticket: 0 }, copy });
  }
  const random = seededRandom(seed);
  const copies: number[] = [];
  for (let arrival = held.take(random); arrival !== undefined; arrival = held.take(random)) {
    if (arrival.kind === 'input') copies.push(arrival.copy);
  }
  return copies;
}

test('what was held is taken once each, in any order', () => {
  const orders = new Set(Array.from({ length: 100 }, (_, seed) => taken(seed).join()));
  expect([...orders].sort()).toEqual(['1,2,3', '1,3,2', '2,1,3', '2,3,1', '3,1,2', '3,2,1']);
});
