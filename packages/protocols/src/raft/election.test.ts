/** §5.1, §5.2 and §5.4.1 of the paper: terms, votes and elections. */
import { describe, expect, test } from 'vitest';
import { Cluster, entryOf } from './testing/cluster.fixture.ts';
import type { RaftMessage } from './types.ts';

const plain = { preVote: false, checkQuorum: false } as const;

function voteRequest(term: number, lastIndex = 0, lastTerm = 0): RaftMessage {
  return { kind: 'vote-request', term, lastIndex, lastTerm, transfer: false };
}

function emptyAppend(term: number): RaftMessage {
  return { kind: 'append', term, previousIndex: 0, previousTerm: 0, entries: [], commitIndex: 0, round: 1 };
}

describe('§5.1 terms', () => {
  test.each(['follower', 'candidate', 'leader'] as const)(
    'a %s that sees a later term becomes its follower',
    (kind) => {
      const cluster = new Cluster({ voters: [1, 2, 3], ...plain });
      if (kind !== 'follower') cluster.timeout(1, 'election');
      if (kind === 'leader') cluster.deliver();
      expect(cluster.state(1).role.kind).toBe(kind);
      cluster.receive(2, 1, emptyAppend(7));
      expect(cluster.state(1)).toMatchObject({ term: 7, votedFor: null, leader: 2, role: { kind: 'follower' } });
      expect(cluster.isTimerSet(1, 'election')).toBe(true);
      expect(cluster.isTimerSet(1, 'heartbeat')).toBe(false);
    },
  );

  test('a request of an earlier term is refused, and the one who asks learns the term', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.recover(1, [3]);
    cluster.receive(2, 1, emptyAppend(2));
    cluster.receive(2, 1, voteRequest(2, 9, 2));
    expect(cluster.letters.map(({ message }) => message)).toMatchObject([
      { kind: 'append-reply', term: 3, outcome: { kind: 'conflict' } },
      { kind: 'vote-reply', term: 3, granted: false },
    ]);
    expect(cluster.state(1)).toMatchObject({ term: 3, leader: undefined });
  });

  test('a term that a message raised is durable before the reply that carries it', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.holdSyncs(1);
    cluster.receive(2, 1, emptyAppend(4));
    expect(cluster.letters).toEqual([]);
    cluster.crash(1);
    expect(cluster.disk(1).register).toBeUndefined();
    cluster.restart(1);
    cluster.receive(2, 1, emptyAppend(4));
    expect(cluster.letters).toHaveLength(1);
    expect(cluster.disk(1).register).toMatchObject({ term: 4 });
  });
});

describe('§5.2 leader election', () => {
  test('a node begins as a follower', () => {
    expect(new Cluster({ voters: [1, 2, 3] }).state(1)).toMatchObject({ term: 0, role: { kind: 'follower' } });
  });

  test('a follower that hears nothing votes for itself in the next term and asks the others at once', () => {
    const cluster = new Cluster({ voters: [1, 2, 3], ...plain });
    cluster.timeout(1, 'election');
    expect(cluster.state(1)).toMatchObject({ term: 1, votedFor: 1, role: { kind: 'candidate' } });
    expect(cluster.letters.map(({ to, message }) => [to, message.kind])).toEqual([
      [2, 'vote-request'],
      [3, 'vote-request'],
    ]);
  });

  test('a candidate without a majority begins another election in the next term', () => {
    const cluster = new Cluster({ voters: [1, 2, 3], ...plain });
    cluster.timeout(1, 'election');
    cluster.timeout(1, 'election');
    expect(cluster.state(1)).toMatchObject({ term: 2, role: { kind: 'candidate' } });
  });

  test('the vote for itself is durable before anybody is asked, and before it counts', () => {
    const cluster = new Cluster({ voters: [1, 2, 3], ...plain });
    cluster.holdSyncs(1);
    cluster.timeout(1, 'election');
    expect(cluster.letters).toEqual([]);
    const alone = new Cluster({ voters: [1], ...plain });
    alone.holdSyncs(1);
    alone.timeout(1, 'election');
    expect(alone.leader()).toBeUndefined();
    alone.sync(1);
    expect(alone.leader()).toBe(1);
  });

  test.each([
    [1, [], 'leader'],
    [3, [2], 'leader'],
    [3, [], 'candidate'],
    [5, [2], 'candidate'],
    [5, [2, 2, 2], 'candidate'],
    [5, [2, 4], 'leader'],
  ])('of %i voters, the votes of %j make it a %s', (size, granting, kind) => {
    const voters = [1, 2, 3, 4, 5].slice(0, size);
    const cluster = new Cluster({ voters, ...plain });
    cluster.timeout(1, 'election');
    for (const from of granting) cluster.receive(from, 1, { kind: 'vote-reply', term: 1, granted: true });
    expect(cluster.state(1).role.kind).toBe(kind);
  });

  test('a vote that is refused, or of another term, does not count', () => {
    const cluster = new Cluster({ voters: [1, 2, 3], ...plain });
    cluster.timeout(1, 'election');
    cluster.timeout(1, 'election');
    cluster.receive(2, 1, { kind: 'vote-reply', term: 1, granted: true });
    cluster.receive(3, 1, { kind: 'vote-reply', term: 2, granted: false });
    expect(cluster.state(1).role.kind).toBe('candidate');
  });

  test.each([
    [null, 2, true],
    [2, 2, true],
    [3, 2, false],
  ])('who voted for %j in a term answers %i with %j', (votedFor, from, granted) => {
    const cluster = new Cluster({ voters: [1, 2, 3], ...plain });
    cluster.recover(1, [], { term: 1, votedFor });
    cluster.receive(from, 1, voteRequest(1));
    expect(cluster.letters[0]?.message).toMatchObject({ kind: 'vote-reply', granted });
  });

  test('a vote is remembered by a node that starts again', () => {
    const cluster = new Cluster({ voters: [1, 2, 3], ...plain });
    cluster.receive(2, 1, voteRequest(1));
    cluster.crash(1);
    cluster.restart(1);
    cluster.receive(3, 1, voteRequest(1));
    expect(cluster.letters.map(({ to, message }) => [to, message])).toEqual([
      [2, { kind: 'vote-reply', term: 1, granted: true }],
      [3, { kind: 'vote-reply', term: 1, granted: false }],
    ]);
  });

  test('also a vote in a term that it had entered before', () => {
    const cluster = new Cluster({ voters: [1, 2, 3], ...plain });
    cluster.recover(1, [], { term: 1 });
    cluster.receive(2, 1, voteRequest(1));
    cluster.crash(1);
    cluster.restart(1);
    cluster.receive(3, 1, voteRequest(1));
    expect(cluster.letters.map(({ message }) => message)).toMatchObject([{ granted: true }, { granted: false }]);
  });

  test('a candidate that hears the leader of its term follows it', () => {
    const cluster = new Cluster({ voters: [1, 2, 3], ...plain });
    cluster.timeout(1, 'election');
    cluster.receive(2, 1, emptyAppend(1));
    expect(cluster.state(1)).toMatchObject({ term: 1, leader: 2, role: { kind: 'follower' } });
  });

  test('the program around the node is told of roles, terms and leaders, each once', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    cluster.beat(1);
    const roles = cluster.takeOutputs(2).filter(({ kind }) => kind === 'role');
    expect(roles).toEqual([
      { kind: 'role', role: 'follower', term: 0, leader: undefined },
      { kind: 'role', role: 'follower', term: 1, leader: undefined },
      { kind: 'role', role: 'follower', term: 1, leader: 1 },
    ]);
  });

  test('a cluster of one elects itself, also when it starts again', () => {
    const cluster = new Cluster({ voters: [1] });
    cluster.elect(1);
    cluster.propose(1, 'a');
    cluster.crash(1);
    cluster.restart(1);
    cluster.elect(1);
    expect(cluster.state(1)).toMatchObject({ term: 2, commitIndex: 3, role: { kind: 'leader' } });
  });
});

describe('§5.4.1 election restriction', () => {
  test.each([
    [[1], 1, 1, true],
    [[1], 2, 1, true],
    [[1, 1], 1, 1, false],
    [[1, 1], 1, 2, true],
    [[2], 5, 1, false],
  ])(
    'a voter with terms %j answers a candidate whose last entry is %i of term %i with %j',
    (terms, index, term, granted) => {
      const cluster = new Cluster({ voters: [1, 2, 3], ...plain });
      cluster.recover(1, terms, { term: 3 });
      cluster.receive(2, 1, voteRequest(3, index, term));
      expect(cluster.letters[0]?.message).toMatchObject({ granted });
    },
  );
});

describe('entries of a term that the register does not know', () => {
  test('give the node that term, without a vote', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.recover(1, [1, 4], { term: 2, votedFor: 3 });
    expect(cluster.state(1)).toMatchObject({ term: 4, votedFor: null });
    expect(cluster.state(1).log.entryAt(2)).toEqual(entryOf(2, 4));
  });
});
