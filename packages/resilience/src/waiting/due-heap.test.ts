import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DueEntry } from './due-heap.ts';
import { DueHeap } from './due-heap.ts';

test('takes what is due in order, over any arrivals and departures, as a sorted list would', () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('add' as const), dueMs: fc.nat(500) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove' as const), which: fc.nat(100) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('take' as const), nowMs: fc.nat(500) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 150, size: 'max' }), (steps) => {
      const heap = new DueHeap<DueEntry>();
      const all: DueEntry[] = [];
      const within = new Set<DueEntry>();
      const [found, wanted]: (number | undefined)[][] = [[], []];
      const take = (nowMs: number) => {
        const dueMs = Math.min(...[...within].map((entry) => entry.dueMs));
        const entry = heap.takeDue(nowMs);
        if (entry !== undefined) within.delete(entry);
        found?.push(entry?.dueMs, heap.size);
        wanted?.push(dueMs <= nowMs ? dueMs : undefined, within.size);
      };
      for (const taken of steps) {
        if (taken.kind === 'add') {
          const entry = { dueMs: taken.dueMs, heapIndex: -1 };
          all.push(entry);
          within.add(entry);
          heap.add(entry);
        } else if (taken.kind === 'remove') {
          const entry = all[taken.which];
          if (entry !== undefined) heap.remove(entry);
          if (entry !== undefined) within.delete(entry);
        } else {
          take(taken.nowMs);
        }
      }
      while (within.size > 0 && heap.size > 0) take(500);
      expect([found, within.size, heap.size, heap.first]).toEqual([wanted, 0, 0, undefined]);
    }),
    { seed: 4, numRuns: 200 },
  );
});
