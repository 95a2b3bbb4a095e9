/** §4.2.3, §6.2 and §9.6 of the thesis: a leader that works is not deposed, and one that does not steps down. */
import { describe, expect, test } from 'vitest';
import { Cluster } from './testing/cluster.fixture.ts';

const voteRequest = { kind: 'vote-request', term: 9, lastIndex: 9, lastTerm: 9, transfer: false } as const;

describe('thesis §9.6 pre-vote', () => {
  test('a node that was away does not raise its term, and deposes nobody when it is back', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    for (let count = 0; count < 5; count += 1) {
      for (let beats = 0; beats < 7; beats += 1) cluster.beat(1, [1, 2]);
      cluster.timeout(3, 'election');
      cluster.drop();
    }
    expect(cluster.state(3)).toMatchObject({ term: 1, role: { kind: 'pre-candidate' } });
    cluster.timeout(3, 'election');
    cluster.deliver();
    cluster.beat(1);
    expect(cluster.state(1)).toMatchObject({ term: 1, role: { kind: 'leader' } });
    expect(cluster.state(3)).toMatchObject({ term: 1, leader: 1, role: { kind: 'follower' } });
  });

  test('without it, the leader is deposed', () => {
    const cluster = new Cluster({ voters: [1, 2, 3], preVote: false });
    cluster.elect(1);
    for (let beats = 0; beats < 7; beats += 1) cluster.beat(1, [1, 2]);
    cluster.timeout(3, 'election');
    cluster.drop();
    cluster.beat(1);
    expect(cluster.state(1)).toMatchObject({ term: 2, role: { kind: 'follower' } });
  });

  test('a pre-vote promises nothing: the same node grants it to two', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    const request = { kind: 'pre-vote-request', term: 1, lastIndex: 0, lastTerm: 0, round: 5 } as const;
    cluster.receive(1, 3, request);
    cluster.receive(2, 3, request);
    expect(cluster.letters.map(({ message }) => message)).toEqual([
      { kind: 'pre-vote-reply', term: 1, granted: true, round: 5 },
      { kind: 'pre-vote-reply', term: 1, granted: true, round: 5 },
    ]);
    expect(cluster.state(3)).toMatchObject({ term: 0, votedFor: null });
  });

  test('a pre-vote that was granted in an earlier round does not count in a later one', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.pass(cluster.options.electionTimeoutUs.high);
    cluster.timeout(1, 'election');
    cluster.deliver(({ message }) => message.kind === 'pre-vote-request');
    const granted = cluster.letters.splice(0);
    cluster.timeout(1, 'election');
    cluster.drop();
    cluster.letters = granted;
    cluster.deliver();
    expect(cluster.state(1)).toMatchObject({ term: 0, role: { kind: 'pre-candidate', granted: [1] } });
  });

  test('a pre-vote is refused to a log that is behind', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.recover(3, [1, 1]);
    cluster.receive(1, 3, { kind: 'pre-vote-request', term: 2, lastIndex: 1, lastTerm: 1, round: 5 });
    expect(cluster.letters[0]?.message).toMatchObject({ granted: false });
  });
});

describe('a broken connection to the leader', () => {
  test('lets the first of its followers stand before any timer of the others', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(3);
    cluster.crash(3);
    for (const node of [1, 2]) cluster.command(node, { kind: 'suspect', node: 3 });
    cluster.timeout(1, 'election');
    cluster.deliver();
    expect(cluster.leader()).toBe(1);
    expect(cluster.state(2)).toMatchObject({ term: 2, leader: 1 });
  });

  test('is followed up by the next one at once where the log of the first will not do', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(3);
    cluster.propose(3, 'a');
    cluster.deliverWithin([2, 3]);
    cluster.crash(3);
    for (const node of [1, 2]) cluster.command(node, { kind: 'suspect', node: 3 });
    cluster.timeout(1, 'election');
    const request = cluster.letters.find(({ to }) => to === 2)?.message;
    if (request === undefined) throw new Error('node 1 did not ask');
    const input = { kind: 'message', from: 1, message: request } as const;
    const [, effects] = cluster.protocol.step(cluster.state(2), input, cluster.atUs);
    expect(effects).toContainEqual({ kind: 'set-timer', timer: 'election', lowUs: 0, highUs: 0 });
    cluster.deliver();
    cluster.timeout(2, 'election');
    cluster.deliver();
    expect(cluster.leader()).toBe(2);
  });

  test.each([
    ['that others still hear deposes nobody', {}, 3],
    ['is no reason to stand where reads rest on a lease', { leaseReads: { clockDriftBound: 1 } }, 3],
    ['is no reason to stand where that would raise the term', { preVote: false }, 3],
    ['of another node is no reason to stand', {}, 2],
  ])('%s', (_name, options, node) => {
    const cluster = new Cluster({ voters: [1, 2, 3], ...options });
    cluster.elect(3);
    cluster.command(1, { kind: 'suspect', node });
    cluster.timeout(1, 'election');
    cluster.deliver();
    cluster.beat(3);
    expect(cluster.nodes.map((each) => cluster.state(each).term)).toEqual([1, 1, 1]);
    expect(cluster.leader()).toBe(3);
  });

  test('concerns nobody who asks the leader for a vote', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(3);
    cluster.timeout(1, 'election');
    cluster.pass(cluster.options.electionTimeoutUs.high);
    cluster.receive(1, 3, { kind: 'pre-vote-request', term: 2, round: 1, lastIndex: 1, lastTerm: 1 });
    expect(cluster.isTimerSet(3, 'election')).toBe(false);
  });

  test('is followed up by each of them at a time of its own', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(2);
    const delays = [1, 3].map((node) => {
      const input = { kind: 'command', command: { kind: 'suspect', node: 2 } } as const;
      const [, effects] = cluster.protocol.step(cluster.state(node), input, cluster.atUs);
      return effects.map((effect) => (effect.kind === 'set-timer' ? [effect.lowUs, effect.highUs] : effect.kind));
    });
    expect(delays).toEqual([[[15_000, 15_000]], [[165_000, 165_000]]]);
  });
});

describe('thesis §4.2.3 disruptive servers', () => {
  test('a follower that hears its leader does not let a candidate raise its term', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    cluster.receive(3, 2, voteRequest);
    cluster.receive(3, 1, voteRequest);
    expect(cluster.letters).toEqual([]);
    expect([cluster.state(1).term, cluster.state(2).term]).toEqual([1, 1]);
    cluster.pass(cluster.options.electionTimeoutUs.low);
    cluster.receive(3, 2, voteRequest);
    expect(cluster.letters[0]?.message).toMatchObject({ kind: 'vote-reply', term: 9, granted: true });
  });

  test('where the leader was heard, an election timer that was not set anew in time begins no election', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    cluster.timeout(2, 'election');
    expect(cluster.state(2)).toMatchObject({ term: 1, leader: 1, role: { kind: 'follower' } });
    expect(cluster.isTimerSet(2, 'election')).toBe(true);
  });
});

describe('thesis §6.2 check-quorum', () => {
  test('a leader that no majority answers steps down within the longest election time-out', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    for (let us = 0; us <= cluster.options.electionTimeoutUs.high; us += cluster.options.heartbeatUs) {
      expect(cluster.state(1).role.kind).toBe('leader');
      cluster.beat(1, [1]);
    }
    expect(cluster.state(1)).toMatchObject({ term: 1, leader: undefined, role: { kind: 'follower' } });
  });

  test('a learner that answers is no majority', () => {
    const cluster = new Cluster({ voters: [1, 2, 3], others: [4] });
    cluster.elect(1);
    cluster.command(1, { kind: 'change-membership', request: 1, change: { kind: 'add-learner', node: 4 } });
    cluster.deliver();
    for (let count = 0; count < 8; count += 1) cluster.beat(1, [1, 4]);
    expect(cluster.state(1).role.kind).toBe('follower');
  });

  test('one follower of two is enough', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    for (let count = 0; count < 30; count += 1) cluster.beat(1, [1, 2]);
    expect(cluster.state(1).role.kind).toBe('leader');
  });
});
