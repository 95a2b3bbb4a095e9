import { describe, expect, test } from 'vitest';
import type { JournalEvent, JournalFact } from '../../journal/event.ts';
import type { Happening } from './happening.ts';
import { readHappenings } from './happening.ts';
import { layOutSpaceTime } from './layout.ts';
import { selectRelevant } from './relevant.ts';
import { placeTimes } from './time-columns.ts';

function journal(facts: readonly (readonly [atUs: number, fact: JournalFact])[]): JournalEvent[] {
  return facts.map(([atUs, fact], index) => ({ sequence: index + 1, atUs, system: 'raft', ...fact }));
}

const delivered = (from: string, to: string, sentAtUs: number): JournalFact => ({
  ...{ type: 'message-delivered', from, to, sentAtUs, label: 'vote' },
});
const lost = (from: string, to: string, sentAtUs: number): JournalFact => ({
  ...{ type: 'message-lost', from, to, sentAtUs, label: 'vote', reason: 'partition' },
});
const noted = (instance: string, text: string): JournalFact => ({ type: 'instance-noted', instance, text });
const broken = (instances: string[]): JournalFact => ({
  type: 'violation-seen',
  check: 'safety',
  instances,
  text: 'no',
});
const partition: JournalFact = {
  ...{ type: 'fault-applied', fault: 'f1', kind: 'partition', parameters: {}, durationMs: 1 },
  target: { groups: [['node-1'], ['node-2', 'node-3']] },
};

/** Node 1 makes node 2 lead, which breaks a rule; what node 3 does after its last message has nothing to do with it. */
const story = journal([
  [0, noted('node-1', 'leads')],
  [1, delivered('node-3', 'node-1', 0)],
  [2, partition],
  [3, lost('node-1', 'node-2', 3)],
  [4, lost('node-1', 'node-2', 4)],
  [5, noted('node-3', 'sleeps')],
  [10, delivered('node-1', 'node-2', 6)],
  [10, noted('node-2', 'leads too')],
  [12, { type: 'fault-lifted', fault: 'f1', cause: 'expired' }],
  [20, broken(['node-2'])],
  [30, noted('node-2', 'goes on')],
]);

const words = (happening: Happening) => {
  switch (happening.kind) {
    case 'message':
      return `${happening.from} ${happening.lost === null ? 'to' : 'not to'} ${happening.to} at ${happening.sentUs}`;
    case 'mark':
      return `${happening.row} ${happening.text}`;
    case 'span':
      return `${happening.fault} ${happening.target} until ${happening.endUs}`;
    case 'violation':
      return happening.check;
    default:
      return happening satisfies never;
  }
};

describe('what a violation came from', () => {
  test('is its causal past: not what others did after their last message, nor what came later', () => {
    expect(selectRelevant(readHappenings(story), 40).map(words)).toEqual([
      'node-1 leads',
      'partition node-1 / node-2, node-3 until 12',
      'node-1 not to node-2 at 3',
      'node-1 to node-2 at 6',
      'node-2 leads too',
      'safety',
    ]);
  });

  test('is bounded, and the violation with the latest before it stays', () => {
    const few = selectRelevant(readHappenings(story), 4).map(words);
    expect(few).toEqual([
      ...['partition node-1 / node-2, node-3 until 12', 'node-1 to node-2 at 6'],
      ...['node-2 leads too', 'safety'],
    ]);
  });

  test('is not told by what everybody says all the time', () => {
    const heartbeats = Array.from({ length: 30 }, (_, at): [number, JournalFact] => [
      at,
      noted(`node-${1 + (at % 2)}`, at === 3 ? 'leads' : `committed ${at}`),
    ]);
    const chatty = journal([
      ...heartbeats,
      [40, delivered('node-2', 'node-1', 39)],
      [41, broken(['node-1', 'node-2'])],
    ]);
    const few = selectRelevant(readHappenings(chatty), 3).map(words);
    expect(few).toContain('node-2 leads');
    expect(few).not.toContain('node-1 committed 28');
  });

  test('is told by messages where nobody said anything', () => {
    const silent = journal([
      [1, delivered('node-1', 'node-2', 0)],
      [5, delivered('node-2', 'node-1', 4)],
    ]);
    expect(selectRelevant(readHappenings(silent), 40)).toHaveLength(2);
  });

  test('there is nothing of in a journal without messages', () => {
    expect(readHappenings(journal([[0, noted('node-1', 'leads')]]))).toEqual([]);
  });
});

describe('a layout', () => {
  const layout = layOutSpaceTime(selectRelevant(readHappenings(story), 40));

  test('has a line for every node, numbers in order of time, and time from left to right', () => {
    expect(layout.rows.map(({ name }) => name)).toEqual(['node-1', 'node-2']);
    expect(layout.items.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    const [lostOne, arrived] = layout.arrows;
    expect(arrived?.x1).toBeGreaterThan(lostOne?.x1 ?? Number.POSITIVE_INFINITY);
    const [first, second] = layout.rows;
    expect(arrived?.y1).toBe(first?.y);
    expect((second?.y ?? 0) - (arrived?.y2 ?? 0)).toBeLessThan(10); // it touches what node 2 says
  });

  test('ends a lost message before the line that it did not reach', () => {
    const [first, second] = layout.rows;
    const [lostOne] = layout.arrows;
    expect(lostOne?.y2).toBeGreaterThan(first?.y ?? 0);
    expect(lostOne?.y2).toBeLessThan(second?.y ?? 0);
  });

  test('stands marks of one moment on one line beside each other', () => {
    const two = layOutSpaceTime(
      readHappenings(
        journal([
          [1, delivered('node-1', 'node-2', 0)],
          [5, noted('node-2', 'a')],
          [5, noted('node-2', 'b')],
        ]),
      ),
    );
    expect(new Set(two.marks.map(({ x }) => x)).size).toBe(2);
  });

  test('squeezes a long time in which nothing happens, and keeps the order', () => {
    const { columns, xOf } = placeTimes([0, 1, 60_000_000], 0);
    const [first, second, last] = columns.map(({ x }) => x);
    expect(first).toBeLessThan(second ?? 0);
    expect((last ?? 0) - (second ?? 0)).toBeLessThan(3 * ((second ?? 0) - (first ?? 0)));
    expect(xOf(30_000_000)).toBeGreaterThan(second ?? 0);
    expect(xOf(30_000_000)).toBeLessThan(last ?? 0);
  });
});

test('numbers of messages keep clear of those of marks, and the axis names only moments of the list', () => {
  const happenings: Happening[] = [
    ...[1, 2, 3].map((at): Happening => ({ kind: 'mark', row: `node-${at}`, atUs: 5, what: 'noted', text: 'here' })),
    // Its number would stand in the mark of node 2.
    { kind: 'message', from: 'node-1', to: 'node-3', sentUs: 5, atUs: 5, label: 'at once', lost: null },
    { kind: 'message', from: 'node-1', to: 'node-3', sentUs: 1, atUs: 900, label: 'late', lost: null },
  ];
  const { arrows, marks, ticks } = layOutSpaceTime(happenings);
  for (const arrow of arrows) {
    for (const { x, y } of marks) expect(Math.hypot(arrow.numberX - x, arrow.numberY - y)).toBeGreaterThan(18);
  }
  expect(ticks.map(({ atUs }) => atUs)).not.toContain(900);
});
