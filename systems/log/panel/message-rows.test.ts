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

  test('takes a message for missing only where the node told later than another, not where it told before', () => {
    const upTo = (last: number) => ({ count: last, latest: [message(last - 1), message(last)] });
    const { nodes } = after(
      starting,
      windowOf(3, 1900, { count: 0, latest: [] }),
      windowOf(1, 2000, upTo(4)),
      windowOf(2, 2300, upTo(6)),
      windowOf(3, 2900, { count: 3, latest: [message(3)] }),
      windowOf(1, 3000, upTo(6)),
    );
    expect(holdings(readToldLog(nodes, 12)).map(([id, , held]) => [id, held])).toEqual([
      [3, 'same untold same'],
      [4, 'same untold behind'],
      [5, 'same same behind'],
      [6, 'same same behind'],
    ]);
    const before = nodes.map((node) => (node.id === 'node-3' ? { ...node, word: null } : node));
    expect(readToldLog(before, 12).rows.at(-1)?.holdings).toEqual(['same', 'same', 'not-yet']);
  });

  test('has known of a message since it was told of first, however often it is told again', () => {
    const log = { count: 1, latest: [message(1)] };
    const told = [windowOf(1, 2000, log), windowOf(2, 2100, log), windowOf(3, 2200, { count: 0, latest: [] })];
    const { nodes } = after(starting, ...told, windowOf(1, 3000, log), windowOf(2, 3100, log));
    expect(readToldLog(nodes, 12).rows[0]?.holdings).toEqual(['same', 'same', 'behind']);
  });

  test('marks a message that a node showed before one that it depends on, and names the node', () => {
    const log = tableOf([[message(1)], [message(1, { violation: true })], [message(1)]]);
    expect(log.rows.map(({ violatedAt }) => violatedAt)).toEqual([['node-2']]);
  });
});
