import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RaftLog } from './log.ts';
import { emptyLog, lastIndexUpToTerm } from './log.ts';
import { entryOf } from './testing/cluster.fixture.ts';
import type { RaftEntry } from './types.ts';

/** What a log is to be, without sharing anything. */
interface Model {
  readonly snapshot: { readonly index: number; readonly term: number };
  readonly entries: readonly RaftEntry[];
}

const operation = fc.oneof(
  fc.record({ kind: fc.constant('append'), count: fc.integer({ min: 0, max: 4 }), on: fc.nat() }),
  fc.record({ kind: fc.constant('truncate'), count: fc.nat({ max: 5 }), on: fc.nat() }),
  fc.record({ kind: fc.constant('compact'), count: fc.nat({ max: 5 }), on: fc.nat() }),
);

function apply(log: RaftLog, model: Model, kind: string, count: number, term: number): readonly [RaftLog, Model] {
  const last = model.snapshot.index + model.entries.length;
  if (kind === 'append') {
    const added = Array.from({ length: count }, (_, place) => entryOf(last + 1 + place, term));
    return [log.append(added), { ...model, entries: [...model.entries, ...added] }];
  }
  if (kind === 'truncate') {
    const from = Math.max(model.snapshot.index + 1, last + 1 - count);
    return [log.truncateFrom(from), { ...model, entries: model.entries.filter(({ index }) => index < from) }];
  }
  const at = model.entries[Math.min(count, model.entries.length - 1)];
  if (at === undefined) return [log, model];
  return [
    log.compact(at, at.index + 1),
    { snapshot: at, entries: model.entries.filter(({ index }) => index > at.index) },
  ];
}

describe('the log', () => {
  test('is what was appended and not cut off, in every one of its values, whatever others were made of it', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 30 }), (operations) => {
        const values: (readonly [RaftLog, Model])[] = [
          [emptyLog({ index: 0, term: 0 }), { snapshot: { index: 0, term: 0 }, entries: [] }],
        ];
        for (const [place, { kind, count, on }] of operations.entries()) {
          const [log, model] = values[on % values.length] ?? [];
          if (log !== undefined && model !== undefined) values.push(apply(log, model, kind, count, place + 1));
        }
        for (const [log, { snapshot, entries }] of values) {
          expect(log.all()).toEqual(entries);
          expect(log.slice(snapshot.index + 1, log.lastIndex, Number.POSITIVE_INFINITY)).toEqual(entries);
          const last = entries.at(-1) ?? snapshot;
          expect([log.lastIndex, log.lastTerm]).toEqual([last.index, last.term]);
          expect(log.termAt(snapshot.index)).toBe(snapshot.term);
          expect(log.termAt(snapshot.index - 1)).toBeUndefined();
          expect(log.termAt(last.index + 1)).toBeUndefined();
          for (const entry of entries) expect(log.entryAt(entry.index)).toBe(entry);
        }
      }),
    );
  });

  test('gives entries up to a size, and one at least', () => {
    const log = emptyLog({ index: 0, term: 0 }).append([1, 2, 3].map((index) => entryOf(index, 1)));
    expect(log.slice(1, 3, 0).map(({ index }) => index)).toEqual([1]);
    expect(log.slice(1, 3, 100).map(({ index }) => index)).toEqual([1, 2]);
    expect(log.slice(2, 9, 1000).map(({ index }) => index)).toEqual([2, 3]);
    expect(log.slice(4, 9, 1000)).toEqual([]);
  });

  test.each([
    [9, 9, 6],
    [6, 3, 4],
    [3, 3, 3],
    [6, 1, 2],
    [6, 0, 2],
  ])('up to index %i and term %i it may agree with another up to %i', (index, term, expected) => {
    const terms = [3, 3, 5, 5];
    const log = emptyLog({ index: 2, term: 1 }).append(terms.map((each, place) => entryOf(place + 3, each)));
    expect(lastIndexUpToTerm(log, index, term)).toBe(expected);
  });
});
