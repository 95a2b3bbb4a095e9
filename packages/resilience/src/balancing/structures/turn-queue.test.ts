import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { standIns } from '../testing/stand-in-replica.ts';
import { TurnQueue } from './turn-queue.ts';

function queueOf(...weights: readonly number[]) {
  const queue = new TurnQueue(({ effectiveWeight }) => effectiveWeight);
  const replicas = standIns(...weights);
  queue.offer(replicas);
  const take = (turns: number) => Array.from({ length: turns }, () => queue.next([])?.id).join('');
  return { queue, replicas, take };
}

describe('TurnQueue', () => {
  test('gives equal ones their turns in order', () => {
    expect(queueOf(1, 1, 1).take(7)).toBe('abcabca');
  });

  test('spreads the turns of a great weight among those of small ones', () => {
    expect(queueOf(5, 1, 1).take(14)).toBe('aaabaacaaabaac');
  });

  test('at every moment each has had its part, but for a turn and its part of one round', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 500 }), (drawn, turns) => {
        const { queue, replicas } = queueOf(...drawn);
        const total = drawn.reduce((sum, weight) => sum + weight, 0);
        const had = new Map(replicas.map(({ id }) => [id, 0]));
        let worst = 0;
        for (let turn = 1; turn <= turns; turn += 1) {
          const id = queue.next([])?.id ?? '';
          had.set(id, (had.get(id) ?? 0) + 1);
          for (const { id: name, weight } of replicas) {
            // The queue reaches the pass of the last turn; the others are at most one stride before or behind it.
            const part = (turn * weight) / total;
            const slack = 1 + (drawn.length * weight) / total;
            worst = Math.max(worst, Math.abs((had.get(name) ?? 0) - part) - slack);
          }
        }
        expect(worst).toBeLessThanOrEqual(0);
      }),
      { seed: 51, numRuns: 100 },
    );
  });

  test('always gives the lowest in load, then in pass, as a sorted list would, whatever happens in between', () => {
    const step = fc.record({ slot: fc.nat(6), load: fc.nat(4), tries: fc.subarray([0, 1, 2, 3, 4, 5, 6]) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
        const { queue, replicas } = queueOf(3, 1, 4, 1, 5, 9, 2);
        const loads = replicas.map(() => 0);
        for (const { slot, load, tries } of steps) {
          const replica = replicas[slot];
          if (replica === undefined) continue;
          loads[slot] = load;
          queue.rank(replica, load);
          const tried = replicas.filter((each) => tries.includes(each.slot));
          const left = replicas.filter((each) => !tried.includes(each));
          const chosen = queue.next(tried);
          if (left.length === 0) expect(chosen).toBeUndefined();
          else {
            expect(tried).not.toContain(chosen);
            expect(loads[chosen?.slot ?? -1]).toBe(Math.min(...left.map((each) => loads[each.slot] ?? 0)));
          }
        }
      }),
      { seed: 52, numRuns: 100 },
    );
  });

  test('gives who was passed over for its load no turns for that', () => {
    const { queue, replicas, take } = queueOf(1, 1, 1);
    const [busy] = replicas;
    if (busy === undefined) throw new Error('three replicas');
    queue.rank(busy, 1);
    expect(take(30)).toBe('bc'.repeat(15));
    queue.rank(busy, 0);
    expect(take(9).replaceAll(/[bc]/g, '').length).toBeLessThanOrEqual(4);
  });

  test('gives who grows its next turn by its new weight', () => {
    const { queue, replicas, take } = queueOf(1, 1, 0.01);
    const [, , grown] = replicas;
    if (grown === undefined) throw new Error('three replicas');
    take(10);
    grown.effectiveWeight = 1;
    queue.offer(replicas);
    expect(take(9).replaceAll(/[ab]/g, '').length).toBeGreaterThanOrEqual(2);
  });

  test('gives who left with a small weight and comes back with a great one its turn by the new weight', () => {
    const { queue, replicas, take } = queueOf(1, 1, 0.001);
    const [a, b, back] = replicas;
    if (a === undefined || b === undefined || back === undefined) throw new Error('three replicas');
    expect(take(2000)).toContain('c');
    queue.offer([a, b]);
    take(2);
    back.effectiveWeight = 1;
    queue.offer(replicas);
    expect(take(9).replaceAll(/[ab]/g, '').length).toBeGreaterThanOrEqual(2);
  });

  test('keeps the order of those that stay when one leaves', () => {
    const { queue, replicas, take } = queueOf(1, 1, 1, 1);
    expect(take(5)).toBe('abcda');
    queue.offer(replicas.filter(({ id }) => id !== 'c'));
    expect(take(6)).toBe('bdabda');
  });
});
