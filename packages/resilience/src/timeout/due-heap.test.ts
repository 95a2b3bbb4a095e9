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
    fc.property(fc.array(step, { minLength: 20, maxLength: 200, size: 'max' }), (steps) => {
      const heap = new DueHeap<DueEntry>();
      const all: DueEntry[] = [];
      const within = new Set<DueEntry>();
      const earliestMs = () => Math.min(...[...within].map(({ dueMs }) => dueMs));
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
          const dueMs = earliestMs();
          const entry = heap.takeDue(taken.nowMs);
          expect(entry?.dueMs).toBe(dueMs <= taken.nowMs ? dueMs : undefined);
          if (entry !== undefined) expect(within.delete(entry)).toBe(true);
        }
        expect(heap.size).toBe(within.size);
        expect(heap.first?.dueMs ?? Number.POSITIVE_INFINITY).toBe(earliestMs());
      }
      for (let dueMs = earliestMs(); within.size > 0; dueMs = earliestMs()) {
        const entry = heap.takeDue(dueMs);
        expect(entry?.dueMs).toBe(dueMs);
        if (entry !== undefined) within.delete(entry);
      }
    }),
    { seed: 4, numRuns: 200 },
  );
});
