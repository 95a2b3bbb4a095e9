/** §5.3 and §5.4.2 of the paper; §10.2.1 of the thesis: replication and commitment. */
import { describe, expect, test } from 'vitest';
import { paperRules } from './rules.ts';
import { Cluster, entryOf } from './testing/cluster.fixture.ts';
import type { RaftEntry, RaftMessage } from './types.ts';

function append(term: number, previous: readonly [number, number], entries: readonly RaftEntry[], commitIndex = 0) {
  const [previousIndex, previousTerm] = previous;
  return { kind: 'append', term, previousIndex, previousTerm, entries, commitIndex, round: 1 } satisfies RaftMessage;
}

function committed(cluster: Cluster, node: number): readonly number[] {
  const outputs = cluster.takeOutputs(node).filter((output) => output.kind === 'committed');
  return outputs.flatMap(({ entries }) => entries.map(({ index }) => index));
}

describe('§5.3 log replication', () => {
  test('the leader sends a proposal to all, with what stands before it, while it writes it itself', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    cluster.holdSyncs(1);
    cluster.propose(1, 'a');
    const entries = [{ kind: 'data', index: 2, term: 1, data: 'a' }];
    expect(cluster.letters.map(({ to, message }) => [to, message])).toMatchObject([
      [2, { kind: 'append', previousIndex: 1, previousTerm: 1, entries }],
      [3, { kind: 'append', previousIndex: 1, previousTerm: 1, entries }],
    ]);
    expect(cluster.takeOutputs(1).at(-1)).toEqual({ kind: 'appended', request: 0, index: 2, term: 1 });
  });

  test.each([
    [3, [], false],
    [3, [2], true],
    [5, [2], false],
    [5, [2, 4], true],
  ])('of %i voters, an entry that %j hold beside the leader is committed: %j', (size, holders, isCommitted) => {
    const cluster = new Cluster({ voters: [1, 2, 3, 4, 5].slice(0, size) });
    cluster.elect(1);
    cluster.propose(1, 'a');
    cluster.deliverWithin([1, ...holders]);
    expect(cluster.state(1).commitIndex).toBe(isCommitted ? 2 : 1);
  });

  test('committing an entry commits all before it; each node tells of each once, in order', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    cluster.propose(1, 'a', 'b');
    cluster.drop();
    cluster.propose(1, 'c');
    for (let count = 0; count < 3; count += 1) cluster.beat(1);
    for (const node of cluster.nodes) expect(committed(cluster, node)).toEqual([1, 2, 3, 4]);
  });

  test('a follower learns of the commit with the next message, not past what that message made sure of', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.recover(3, [1, 1, 1]);
    cluster.receive(1, 3, append(2, [2, 1], [], 3));
    expect(cluster.state(3).commitIndex).toBe(2);
    const wrong = new Cluster({
      voters: [1, 2, 3],
      rules: { ...paperRules, followerCommit: (commitIndex, _sure, last) => Math.min(commitIndex, last) },
    });
    wrong.recover(3, [1, 1, 1]);
    wrong.receive(1, 3, append(2, [2, 1], [], 3));
    expect(wrong.state(3).commitIndex).toBe(3);
  });

  test('a follower answers when what it answers is durable', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.holdSyncs(3);
    cluster.receive(1, 3, append(1, [0, 0], [entryOf(1, 1)]));
    expect(cluster.letters).toEqual([]);
    cluster.sync(3);
    expect(cluster.disk(3).records).toEqual([{ kind: 'entries', entries: [entryOf(1, 1)] }]);
    expect(cluster.letters[0]?.message).toMatchObject({ outcome: { kind: 'matched', index: 1 } });
  });

  test.each([
    [[1, 1], [2, 1], [3], [1, 1, 3]],
    [[1, 1], [1, 1], [3], [1, 3]],
    [
      [1, 1],
      [0, 0],
      [3, 3],
      [3, 3],
    ],
    [[1, 1], [1, 1], [1], [1, 1]],
    [[1, 1], [0, 0], [1], [1, 1]],
    [[], [0, 0], [1, 3], [1, 3]],
  ] as const)('a log of terms %j takes, after %j, entries of terms %j: %j', (terms, previous, added, expected) => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.recover(3, terms);
    const entries = added.map((term, place) => entryOf(previous[0] + place + 1, term));
    cluster.receive(1, 3, append(3, previous, entries));
    expect(cluster.terms(3)).toEqual(expected);
    cluster.crash(3);
    cluster.restart(3);
    expect(cluster.terms(3)).toEqual(expected);
  });

  test('an append that was delayed takes nothing away that later ones brought', () => {
    const late = append(1, [0, 0], [entryOf(1, 1)]);
    for (const [truncateFrom, expected] of [
      [paperRules.truncateFrom, [1, 1, 1]],
      [({ previousIndex }: { previousIndex: number }) => previousIndex + 1, [1]],
    ] as const) {
      const cluster = new Cluster({ voters: [1, 2, 3], rules: { ...paperRules, truncateFrom } });
      cluster.receive(1, 3, append(1, [0, 0], [entryOf(1, 1), entryOf(2, 1), entryOf(3, 1)]));
      cluster.receive(1, 3, late);
      expect(cluster.terms(3)).toEqual(expected);
    }
  });

  test.each([
    ['a', [1, 1, 1, 4, 4, 5, 5, 6, 6]],
    ['b', [1, 1, 1, 4]],
    ['c', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6]],
    ['d', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7]],
    ['e', [1, 1, 1, 4, 4, 4, 4]],
    ['f', [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3]],
  ])('figure 7 (%s): the leader brings the follower to its own log', (_, terms) => {
    const leaders = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.recover(1, leaders, { term: 7 });
    cluster.recover(2, terms, { term: 7 });
    cluster.timeout(1, 'election');
    cluster.deliverWithin([1, 3]);
    cluster.beat(1);
    cluster.beat(1);
    expect(cluster.terms(2)).toEqual([...leaders, 8]);
    expect(cluster.state(2).commitIndex).toBe(11);
  });

  test('a conflict costs a message a term, not a message an entry', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.recover(1, [1, ...Array<number>(50).fill(5)], { term: 5 });
    cluster.recover(2, [1, ...Array<number>(70).fill(3)], { term: 5 });
    cluster.timeout(1, 'election');
    cluster.deliverWithin([1, 3]);
    let conflicts = 0;
    cluster.pass(cluster.options.heartbeatUs);
    cluster.timeout(1, 'heartbeat');
    cluster.deliver(({ message }) => {
      conflicts += message.kind === 'append-reply' && message.outcome.kind === 'conflict' ? 1 : 0;
      return true;
    });
    expect(cluster.terms(2)).toEqual(cluster.terms(1));
    expect(conflicts).toBeLessThanOrEqual(2);
  });

  test('a conflict that is told twice is answered once', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.recover(1, [1, 1, 1, 1]);
    cluster.timeout(1, 'election');
    cluster.deliver(({ message }) => message.kind !== 'append');
    const outcome = { kind: 'conflict', previousIndex: 4, hintIndex: 2, hintTerm: 1 } as const;
    cluster.drop();
    for (const sent of [1, 0]) {
      cluster.receive(2, 1, { kind: 'append-reply', term: 2, round: 1, outcome, repairing: false });
      expect(cluster.letters.splice(0)).toHaveLength(sent);
    }
  });

  test('what was lost is sent again after a heartbeat', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    for (const data of ['a', 'b', 'c']) cluster.propose(1, data);
    cluster.drop(({ to }) => to === 3);
    cluster.deliver();
    cluster.beat(1);
    expect(cluster.terms(3)).toEqual([1, 1, 1, 1]);
  });
});

describe('§5.4.2 committing entries from previous terms', () => {
  /** Figure 8 (c): the leader of term 4 has brought its entry of term 2 to a majority, which does not have its own. */
  function figure8(rules = paperRules): Cluster {
    const cluster = new Cluster({ voters: [1, 2, 3, 4, 5], rules, maximumEntries: 1, maximumInFlight: 1 });
    cluster.recover(1, [1, 2], { term: 3 });
    cluster.recover(2, [1, 2], { term: 3 });
    cluster.recover(3, [1], { term: 3 });
    cluster.recover(4, [1], { term: 3 });
    cluster.recover(5, [1, 3], { term: 3 });
    cluster.timeout(1, 'election');
    cluster.deliver(({ message }) => message.kind.includes('vote') && !message.kind.includes('append'));
    expect(cluster.state(1)).toMatchObject({ term: 4, role: { kind: 'leader' } });
    const entriesOf = (message: RaftMessage) => (message.kind === 'append' ? message.entries : []);
    const isUpTo2 = (message: RaftMessage) => entriesOf(message).every(({ index }) => index <= 2);
    // The first append to 3 does not fit, so 3 takes nothing of it; the answer brings the entry of term 2.
    cluster.deliver(({ from, to, message }) => from + to === 4 && (isUpTo2(message) || cluster.terms(3).length === 1));
    // 2 has that entry already, as a heartbeat finds out.
    cluster.pass(cluster.options.heartbeatUs);
    cluster.timeout(1, 'heartbeat');
    cluster.deliver(({ from, to, message }) => from + to === 3 && isUpTo2(message));
    expect(cluster.terms(3)).toEqual([1, 2]);
    return cluster;
  }

  test('figure 8: an entry of an earlier term is not committed by counting', () => {
    expect(figure8().state(1).commitIndex).toBe(0);
    const wrong = figure8({ ...paperRules, mayCommitByCounting: () => true });
    expect(wrong.state(1).commitIndex).toBe(2);
  });

  test('figure 8 (d): it may still be overwritten', () => {
    const cluster = figure8();
    cluster.drop();
    cluster.elect(5, [3, 4, 5]);
    cluster.elect(5, [3, 4, 5]);
    expect(cluster.state(5)).toMatchObject({ term: 5, role: { kind: 'leader' } });
    cluster.beat(5);
    expect(cluster.terms(3)).toEqual([1, 3, 5]);
  });

  test('figure 8 (e): it is committed with the first entry of the own term', () => {
    const cluster = figure8();
    cluster.deliver();
    expect(cluster.state(1).commitIndex).toBe(3);
    expect(committed(cluster, 1)).toEqual([1, 2, 3]);
  });
});

describe('§8: the entry that a leader begins with', () => {
  test('commits what earlier terms left, without a client', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    cluster.propose(1, 'a');
    cluster.deliverWithin([1, 2]);
    cluster.crash(1);
    cluster.elect(2, [2, 3]);
    expect(cluster.state(2).commitIndex).toBe(3);
    expect(cluster.state(2).log.entryAt(3)).toEqual({ kind: 'no-op', index: 3, term: 2 });
  });
});

describe('thesis §10.2.1 writing to the leader’s disk in parallel, batching and pipelining', () => {
  test('a majority of followers commits an entry that the leader has not written yet', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    cluster.holdSyncs(1);
    cluster.propose(1, 'a');
    cluster.deliver();
    expect(cluster.state(1).commitIndex).toBe(2);
  });

  test('the leader’s own copy counts when it is durable, not before', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    cluster.holdSyncs(1);
    cluster.propose(1, 'a');
    cluster.deliverWithin([1, 2]);
    expect(cluster.state(1).commitIndex).toBe(1);
    cluster.sync(1);
    expect(cluster.state(1).commitIndex).toBe(2);
  });

  test('appends follow each other unanswered, up to the bound; what waits goes together', () => {
    const cluster = new Cluster({ voters: [1, 2], maximumInFlight: 2 });
    cluster.elect(1);
    for (const data of ['a', 'b', 'c', 'd']) cluster.propose(1, data);
    const sizes = () =>
      cluster.letters.flatMap(({ message }) => (message.kind === 'append' ? [message.entries.length] : []));
    expect(sizes()).toEqual([1, 1]);
    const [first] = cluster.letters;
    cluster.deliver((letter) => letter === first || letter.to === 1);
    expect(sizes()).toEqual([1, 2]);
    cluster.deliver();
    expect(cluster.state(1).commitIndex).toBe(5);
  });

  test('a message is cut at its bounds, and one entry always fits', () => {
    const cluster = new Cluster({ voters: [1, 2], maximumEntries: 3, maximumBytes: 100 });
    cluster.elect(1);
    cluster.propose(1, 'a', 'b', 'c', 'd', 'x'.repeat(1000));
    const sizes = cluster.letters.flatMap(({ message }) => (message.kind === 'append' ? [message.entries.length] : []));
    expect(sizes).toEqual([3, 1, 1]);
  });

  test('a follower that was just sent entries is sent no heartbeat', () => {
    const cluster = new Cluster({ voters: [1, 2] });
    cluster.elect(1);
    cluster.propose(1, 'a');
    cluster.drop();
    cluster.timeout(1, 'heartbeat');
    expect(cluster.letters).toEqual([]);
    cluster.pass(cluster.options.heartbeatUs);
    cluster.timeout(1, 'heartbeat');
    expect(cluster.letters).toHaveLength(1);
  });
});

describe('proposals', () => {
  test('are refused where they cannot be taken, with the leader to turn to', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    cluster.takeOutputs(2);
    cluster.propose(2, 'a');
    expect(cluster.takeOutputs(2)).toEqual([{ kind: 'refused', request: 0, reason: 'not-leader', leader: 1 }]);
  });
});
