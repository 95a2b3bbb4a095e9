/** §8 of the paper and §6.4 of the thesis: linearizable reads that write nothing. */
import { describe, expect, test } from 'vitest';
import type { RaftRules } from './rules.ts';
import { paperRules } from './rules.ts';
import type { Letter } from './testing/cluster.fixture.ts';
import { Cluster } from './testing/cluster.fixture.ts';
import type { RaftOutput } from './types.ts';

const leases = { leaseReads: { clockDriftBound: 1.1 } } as const;

function read(cluster: Cluster, node: number, request: number): void {
  cluster.command(node, { kind: 'read', request });
}

function answers(cluster: Cluster, node: number): readonly RaftOutput[] {
  return cluster.takeOutputs(node).filter(({ kind }) => kind === 'read-ready' || kind === 'refused');
}

/** It forgets what it promised its leader as soon as it has learnt of the candidate's term by another message. */
const forgetful: RaftRules['isShutOut'] = ({ term, transfer }, own) => own.hearsLeader && !transfer && term > own.term;

/** Takes letters off their way, to be delivered later. */
function take(cluster: Cluster, isChosen: (letter: Letter) => boolean = () => true): Letter[] {
  const taken = cluster.letters.filter(isChosen);
  cluster.drop(isChosen);
  return taken;
}

function isFrom(node: number): (letter: Letter) => boolean {
  return ({ from }) => from === node;
}

/** Node 1 leads, was not heard for long, and has just begun a round that is still under way. */
function quietLeader(cluster: Cluster): { beat: Letter[] } {
  const { high } = cluster.options.electionTimeoutUs;
  cluster.pass(high);
  cluster.elect(1);
  cluster.propose(1, 'a');
  cluster.deliver();
  cluster.beat(1);
  cluster.takeOutputs(1);
  cluster.pass(high - 1_000);
  cluster.timeout(1, 'heartbeat');
  const beat = take(cluster);
  cluster.pass(1_000);
  return { beat };
}

/** Node 1 still answers by its lease: so node 3 must not have been elected, and have committed something, meanwhile. */
function expectFreshOrNone(cluster: Cluster, isStale: boolean): void {
  cluster.propose(3, 'new');
  cluster.deliver(({ from, to }) => from !== 1 && to !== 1);
  read(cluster, 1, 7);
  expect(answers(cluster, 1)).toEqual([{ kind: 'read-ready', request: 7, index: 2 }]);
  expect(cluster.state(3).commitIndex > 2).toBe(isStale);
}

describe('thesis §6.4 read index', () => {
  test('a read waits until a majority has answered a round that began after it came', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    cluster.propose(1, 'a');
    const before = cluster.letters;
    cluster.letters = [];
    read(cluster, 1, 7);
    const after = cluster.letters;
    cluster.letters = before;
    cluster.deliver();
    expect(cluster.state(1).commitIndex).toBe(2);
    expect(answers(cluster, 1)).toEqual([]);
    cluster.letters = after;
    cluster.deliverWithin([1, 3]);
    expect(answers(cluster, 1)).toEqual([{ kind: 'read-ready', request: 7, index: 1 }]);
  });

  test('one round serves all that came before it began', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    for (const request of [1, 2, 3, 4]) read(cluster, 1, request);
    expect(cluster.letters).toHaveLength(2);
    cluster.deliver();
    expect(answers(cluster, 1).map((output) => ('request' in output ? output.request : undefined))).toEqual([
      1, 2, 3, 4,
    ]);
    expect(cluster.state(1).role).toMatchObject({ reads: [] });
  });

  test('a round that was lost is followed by the next heartbeat’s', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    read(cluster, 1, 7);
    cluster.drop();
    cluster.beat(1);
    expect(answers(cluster, 1)).toMatchObject([{ kind: 'read-ready', request: 7 }]);
  });

  test('§8: a leader that has committed nothing in its term does not know what is committed, and waits', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(2);
    cluster.propose(2, 'a');
    cluster.deliver();
    cluster.crash(2);
    cluster.pass(cluster.options.electionTimeoutUs.high);
    cluster.timeout(1, 'election');
    cluster.deliver(({ message }) => message.kind !== 'append');
    read(cluster, 1, 7);
    expect(cluster.state(1)).toMatchObject({ commitIndex: 1, role: { kind: 'leader' } });
    expect(answers(cluster, 1)).toEqual([]);
    cluster.deliverWithin([1, 3]);
    cluster.beat(1);
    expect(answers(cluster, 1)).toEqual([{ kind: 'read-ready', request: 7, index: 3 }]);
  });

  test('a leader that was deposed while it was away refuses; with the wrong rule it tells the past', () => {
    for (const mayReadUnconfirmed of [() => false, () => true]) {
      const cluster = new Cluster({ voters: [1, 2, 3], rules: { ...paperRules, mayReadUnconfirmed } });
      cluster.elect(1);
      cluster.elect(2, [2, 3]);
      cluster.propose(2, 'b');
      cluster.deliverWithin([2, 3]);
      read(cluster, 1, 7);
      cluster.deliver();
      expect(answers(cluster, 1)).toEqual([
        mayReadUnconfirmed()
          ? { kind: 'read-ready', request: 7, index: 1 }
          : { kind: 'refused', request: 7, reason: 'not-leader', leader: undefined },
      ]);
    }
  });

  test('a follower refuses, and names the leader', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    read(cluster, 2, 7);
    expect(answers(cluster, 2)).toEqual([{ kind: 'refused', request: 7, reason: 'not-leader', leader: 1 }]);
  });

  test('a cluster of one answers at once', () => {
    const cluster = new Cluster({ voters: [1] });
    cluster.elect(1);
    read(cluster, 1, 7);
    expect(answers(cluster, 1)).toEqual([{ kind: 'read-ready', request: 7, index: 1 }]);
  });
});

describe('thesis §6.4.1 lease reads', () => {
  test('are off where nobody switched them on', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    read(cluster, 1, 7);
    expect(answers(cluster, 1)).toEqual([]);
  });

  test('are answered at once while no other can have been elected, and not a moment longer', () => {
    const cluster = new Cluster({ voters: [1, 2, 3], ...leases });
    cluster.pass(cluster.options.electionTimeoutUs.high);
    cluster.elect(1);
    cluster.beat(1);
    const lastsUs = cluster.options.electionTimeoutUs.low / 1.1;
    cluster.pass(Math.floor(lastsUs));
    read(cluster, 1, 7);
    expect(answers(cluster, 1)).toMatchObject([{ kind: 'read-ready', request: 7 }]);
    cluster.pass(1);
    read(cluster, 1, 8);
    expect(answers(cluster, 1)).toEqual([]);
  });

  test('a lease counts from when the round began, not from its answer', () => {
    const cluster = new Cluster({ voters: [1, 2, 3], ...leases });
    cluster.elect(1);
    cluster.pass(cluster.options.heartbeatUs);
    cluster.timeout(1, 'heartbeat');
    cluster.pass(cluster.options.electionTimeoutUs.low);
    cluster.deliver();
    read(cluster, 1, 7);
    expect(answers(cluster, 1)).toEqual([]);
  });

  test('a leader that told another to stand gives its lease up for the rest of its term', () => {
    const cluster = new Cluster({ voters: [1, 2, 3], ...leases });
    cluster.elect(1);
    cluster.command(1, { kind: 'transfer', request: 5, to: 2 });
    cluster.drop();
    cluster.pass(cluster.options.electionTimeoutUs.low);
    cluster.timeout(1, 'transfer');
    cluster.beat(1);
    cluster.takeOutputs(1);
    read(cluster, 1, 7);
    expect(answers(cluster, 1)).toEqual([]);
    cluster.deliver();
    expect(answers(cluster, 1)).toMatchObject([{ kind: 'read-ready', request: 7 }]);
  });

  test('of three voters, none has answered a round and then helps another into office within the lease', () => {
    for (const isShutOut of [paperRules.isShutOut, forgetful]) {
      const cluster = new Cluster({ voters: [1, 2, 3], ...leases, rules: { ...paperRules, isShutOut } });
      const { beat } = quietLeader(cluster);
      for (const node of [3, 2]) cluster.timeout(node, 'election');
      const [asked3, asked2] = [take(cluster, isFrom(3)), take(cluster, isFrom(2))];
      cluster.letters = asked3.filter(({ to }) => to === 2);
      cluster.deliver(({ message }) => message.kind.startsWith('pre-vote'));
      const requests = take(cluster, ({ to, message }) => to === 2 && message.kind === 'vote-request');
      // Node 3 is in term 2 now, and tells node 2 so. That comes to node 2 after the leader's round, before the request.
      cluster.letters = asked2.filter(({ to }) => to === 3);
      cluster.deliver(({ to }) => to === 3);
      const refusals = take(cluster);
      cluster.letters = beat.filter(({ to }) => to === 2);
      cluster.deliver();
      cluster.letters = [...refusals, ...requests];
      cluster.deliver(({ to }) => to !== 1);
      expectFreshOrNone(cluster, isShutOut === forgetful);
    }
  });

  test('of five voters, with links that keep their order, neither', () => {
    for (const isShutOut of [paperRules.isShutOut, forgetful]) {
      const cluster = new Cluster({ voters: [1, 2, 3, 4, 5], ...leases, rules: { ...paperRules, isShutOut } });
      const { beat } = quietLeader(cluster);
      for (const node of [2, 4]) cluster.timeout(node, 'election');
      const asked = take(cluster).filter(({ to }) => to === 5);
      cluster.timeout(3, 'election');
      cluster.deliver(({ to, message }) => to !== 1 && message.kind.startsWith('pre-vote'));
      const requests = take(cluster, ({ message }) => message.kind === 'vote-request');
      cluster.letters = requests.filter(({ to }) => to === 5);
      cluster.deliver(({ to }) => to === 5);
      const votes = take(cluster);
      cluster.letters = asked;
      cluster.deliver(({ to }) => to === 5);
      const refusals = take(cluster);
      cluster.letters = beat.filter(({ to }) => to === 2 || to === 4);
      cluster.deliver();
      cluster.letters = [...refusals, ...requests.filter(({ to }) => to === 2), ...votes];
      cluster.deliver(({ to }) => to !== 1);
      expectFreshOrNone(cluster, isShutOut === forgetful);
    }
  });

  test('a node that starts again keeps its earlier promise: it votes for nobody for an election time-out', () => {
    const cluster = new Cluster({ voters: [1, 2, 3], ...leases });
    cluster.elect(1);
    cluster.crash(2);
    cluster.restart(2);
    const request = { kind: 'vote-request', term: 2, lastIndex: 9, lastTerm: 2, transfer: false } as const;
    cluster.receive(3, 2, request);
    expect(cluster.letters).toEqual([]);
    cluster.pass(cluster.options.electionTimeoutUs.low);
    cluster.receive(3, 2, request);
    expect(cluster.letters[0]?.message).toMatchObject({ granted: true });
  });
});
