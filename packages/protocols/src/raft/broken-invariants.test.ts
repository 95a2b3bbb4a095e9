/** What no leader ever sends: a node that gets it breaks rather than go on with it. */
import { describe, expect, test } from 'vitest';
import { Cluster, entryOf } from './testing/cluster.fixture.ts';
import type { RaftEntry, RaftMessage } from './types.ts';

function append(term: number, previous: readonly [number, number], entries: readonly RaftEntry[], commitIndex = 0) {
  const [previousIndex, previousTerm] = previous;
  return { kind: 'append', term, previousIndex, previousTerm, entries, commitIndex, round: 1 } satisfies RaftMessage;
}

describe('an append that contradicts what a node knows', () => {
  test('a log is not cut where it is committed: the node breaks, and says where', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.receive(2, 1, append(1, [0, 0], [entryOf(1, 1), entryOf(2, 1)], 2));
    const contradiction = append(2, [1, 1], [entryOf(2, 2)]);
    expect(() => cluster.receive(3, 1, contradiction)).toThrow(
      'node 1 was told in term 2 to cut its log from index 2 on, though 2 is committed',
    );
  });

  test('entries that leave a gap are taken by nobody', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    const gap = append(1, [0, 0], [entryOf(1, 1), entryOf(3, 1)]);
    expect(() => cluster.receive(2, 1, gap)).toThrow('node 1 got entry 3 in term 1 from node 2 where 2 was next');
  });
});
