import { describe, expect, test } from 'vitest';
import type { ToldLog } from './message-rows.ts';
import { readToldLog } from './message-rows.ts';
import { after, message, starting, windowOf } from './testing/log-story.ts';

type Latest = ReturnType<typeof message>[];

/** The table after each node has told of the end of its log. */
function tableOf(logs: readonly Latest[], most = 12): ToldLog {
  const windows = logs.map((latest, index) => windowOf(index + 1, 1000, { latest, count: latest.at(-1)?.id ?? 0 }));
  return readToldLog(after(starting, ...windows).nodes, most);
}

const holdings = ({ rows }: ToldLog) =>
  rows.map(({ message: { id, content }, holdings: held }) => [id, content, held.join(' ')]);

describe('the table of messages', () => {
  test('is in the order of Lamport time, then of the node, and says who has what', () => {
    const log = tableOf([
      [message(1), message(2), message(3, { lamport: 5, nodeId: 3 }), message(4, { lamport: 5, nodeId: 2 })],
      [message(1), message(2)],
      [message(2), message(3, { lamport: 5, nodeId: 3 }), message(4, { lamport: 5, nodeId: 2 })],
    ]);
    expect(holdings(log)).toEqual([
      [1, 'message 1', 'same same untold'],
      [2, 'message 2', 'same same same'],
      [4, 'message 4', 'same not-yet same'],
      [3, 'message 3', 'same not-yet same'],
    ]);
    expect(log.diverging).toEqual([]);
  });

  test('has both messages where logs differ under an id, even when those are not the last ones', () => {
    const own = (id: number) => message(id, { content: `alone ${id}`, nodeId: 3 });
    const long = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => message(id));
    const log = tableOf([long, long, [message(1), own(2)]], 4);
    expect(log.diverging).toEqual([2]);
    expect(holdings(log)).toEqual([
      [2, 'message 2', 'same same other'],
      [2, 'alone 2', 'other other same'],
      [7, 'message 7', 'same same not-yet'],
      [8, 'message 8', 'same same not-yet'],
    ]);
  });

  test('ends with what a majority holds by its own word', () => {
    const ends = ({ rows }: ToldLog) => rows.map(({ message: { id } }) => id);
    const [first, second, third] = [message(1), message(2), message(3)];
    expect(ends(tableOf([[first, second, third], [first, second], [first]]))).toEqual([1, 2]);
    expect(ends(tableOf([[first, second, third], [third], []]))).toEqual([1, 2, 3]);
  });

  test('marks a message that a node showed before one that it depends on, and names the node', () => {
    const log = tableOf([[message(1)], [message(1, { violation: true })], [message(1)]]);
    expect(log.rows.map(({ violatedAt }) => violatedAt)).toEqual([['node-2']]);
  });
});
