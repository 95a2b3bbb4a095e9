import type { JournalEvent } from '@temblor/lab/journal/event';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fold } from './fold.ts';
import { FoldedFacts } from './fold.ts';
import { OrderedFacts } from './ordered-facts.ts';
import { ordered, tell } from './testing/story.ts';

/** A fold that tells any two orders of facts apart. */
const trace: Fold<string> = {
  initial: '',
  step: (state, { sequence }) => `${state.length > 200 ? state.slice(-200) : state} ${sequence}`,
};

const inOrder = (facts: readonly JournalEvent[]): readonly JournalEvent[] =>
  facts.toSorted((left, right) => left.atUs - right.atUs || left.sequence - right.sequence);

const foldAll = (facts: readonly JournalEvent[]): string => facts.reduce(trace.step, trace.initial);

/** Times that mostly rise, with late ones among them, over more than two checkpoints. */
const arrivals = fc
  .array(fc.record({ stepMs: fc.nat(3), lateMs: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.nat(900)) }), {
    maxLength: 1500,
    size: 'max',
  })
  .map((steps) => {
    let nowMs = 1000;
    return tell(
      ...steps.map(({ stepMs, lateMs }) => {
        nowMs += stepMs;
        return [nowMs - lateMs, { type: 'quorum-regained' }] as const;
      }),
    );
  });

describe('a fold over facts', () => {
  test('at any moment is the fold of the facts up to it in order of time, however they arrived', () => {
    fc.assert(
      fc.property(arrivals, fc.array(fc.nat(6000), { maxLength: 8 }), fc.nat(40), (facts, momentsMs, chunks) => {
        const grown: JournalEvent[] = [];
        const arrived = new OrderedFacts();
        const folded = new FoldedFacts(trace, arrived);
        for (let chunk = 0; chunk <= chunks; chunk += 1) {
          const from = Math.floor((facts.length * chunk) / (chunks + 1));
          for (const fact of facts.slice(from, Math.floor((facts.length * (chunk + 1)) / (chunks + 1)))) {
            grown.push(fact);
            arrived.add(fact);
          }
          const atUs = (momentsMs[chunk % Math.max(1, momentsMs.length)] ?? 0) * 1000;
          expect(folded.at(atUs)).toBe(foldAll(inOrder(grown).filter((fact) => fact.atUs <= atUs)));
          expect(folded.now()).toBe(foldAll(inOrder(grown)));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('takes one step a new fact, and few to look back', () => {
    let steps = 0;
    const counting: Fold<number> = {
      initial: 0,
      step: (count) => {
        steps += 1;
        return count + 1;
      },
    };
    const facts = ordered(tell(...Array.from({ length: 5000 }, (_, at) => [at, { type: 'quorum-regained' }] as const)));
    const folded = new FoldedFacts(counting, facts);
    expect(folded.now()).toBe(5000);
    expect(steps).toBe(5000);
    expect(folded.at(3_210_000)).toBe(3211);
    expect(steps).toBeLessThanOrEqual(5500);
    for (const fact of tell([6000, { type: 'quorum-regained' }])) facts.add(fact);
    steps = 0;
    expect(folded.now()).toBe(5001);
    expect(steps).toBe(1);
  });
});
