import { describe, expect, test } from 'vitest';
import { compareStamps } from '../clocks/lamport-clock.ts';
import type { BullyOptions } from './options.ts';
import { BullyCluster } from './testing/cluster.ts';

/** A cluster of 1, 2, 3 that has elected 3. */
function settled(options: Partial<BullyOptions> = {}): BullyCluster {
  const cluster = new BullyCluster([1, 2, 3], options);
  cluster.start(1, 2, 3);
  cluster.settle();
  cluster.sent = [];
  return cluster;
}

/** Messages flow and nobody loses patience. */
function exchangeHeartbeats(cluster: BullyCluster, ...nodes: number[]): void {
  for (const node of nodes) cluster.fire(node, 'heartbeat');
  cluster.settle();
}

/** 3 was cut off from the others, of which 2 leads now; nothing is cut any more. */
function twoLeaders(): BullyCluster {
  const cluster = settled();
  cluster.cut(1, 3);
  cluster.cut(2, 3);
  cluster.fire(2, 'patience');
  cluster.fire(2, 'patience');
  cluster.settle();
  cluster.heal();
  return cluster;
}

describe('Garcia-Molina 1982: elections', () => {
  test('the highest of nodes that start together leads all', () => {
    expect(settled().leaders()).toEqual({ 1: 3, 2: 3, 3: 3 });
  });

  test('on silence of the leader a node asks every higher id, and announces itself when none answers', () => {
    const cluster = settled();
    cluster.crash(3);
    cluster.fire(2, 'patience');
    expect(cluster.sent).toEqual(['2→3 election']);
    cluster.settle();
    cluster.fire(2, 'patience');
    expect(cluster.sent.slice(1)).toEqual(['2→1 announcement', '2→3 announcement']);
    cluster.settle();
    expect(cluster.leaders()).toEqual({ 1: 2, 2: 2 });
  });

  test('a node waits for a higher id that answers, which stands for election itself', () => {
    const cluster = settled();
    cluster.crash(3);
    cluster.fire(1, 'patience');
    expect(cluster.sent).toEqual(['1→2 election', '1→3 election']);
    cluster.settle();
    expect(cluster.leaders()).toEqual({ 1: 'waiting', 2: 'electing' });
    cluster.fire(2, 'patience');
    cluster.settle();
    expect(cluster.leaders()).toEqual({ 1: 2, 2: 2 });
  });

  test('it does not wait for ever: where the higher id dies after its answer, it asks again', () => {
    const cluster = settled();
    cluster.crash(3);
    cluster.fire(1, 'patience');
    cluster.settle();
    cluster.crash(2);
    cluster.fire(1, 'patience');
    expect(cluster.leaders()).toEqual({ 1: 'electing' });
    cluster.fire(1, 'patience');
    expect(cluster.leaders()).toEqual({ 1: 1 });
  });

  test('a higher id that starts again takes the lead from the one that has it', () => {
    const cluster = settled();
    cluster.crash(3);
    cluster.fire(2, 'patience');
    cluster.fire(2, 'patience');
    cluster.settle();
    cluster.start(3);
    cluster.settle();
    expect(cluster.leaders()).toEqual({ 1: 3, 2: 3, 3: 3 });
  });

  test('a leader that answers heartbeats is kept', () => {
    const cluster = settled();
    exchangeHeartbeats(cluster, 1, 2);
    expect(cluster.sent).toEqual(['1→3 heartbeat', '2→3 heartbeat', '3→1 heartbeat-reply', '3→2 heartbeat-reply']);
    expect(cluster.leaders()).toEqual({ 1: 3, 2: 3, 3: 3 });
  });

  test('a node that is taken for the leader and does not lead says so, and its follower looks for another', () => {
    const cluster = twoLeaders();
    cluster.cut(1, 3);
    exchangeHeartbeats(cluster, 3);
    expect(cluster.leaders()).toEqual({ 1: 2, 2: 3, 3: 3 });
    exchangeHeartbeats(cluster, 1);
    expect(cluster.leaders()).toMatchObject({ 1: 'waiting' });
  });

  test('a leader tells again and again that it leads, so that the lower of two gives way', () => {
    const cluster = twoLeaders();
    exchangeHeartbeats(cluster, 3);
    expect(cluster.leaders()).toEqual({ 1: 3, 2: 3, 3: 3 });
  });

  test('a leader that gave way loses patience with the other like any follower', () => {
    const cluster = twoLeaders();
    cluster.fire(3, 'heartbeat');
    cluster.crash(3);
    cluster.settle();
    expect(cluster.leaders()).toEqual({ 1: 3, 2: 3 });
    cluster.fire(2, 'patience');
    expect(cluster.leaders()).toMatchObject({ 2: 'electing' });
  });

  test('a leader that hears a lower one announce itself announces itself at once', () => {
    const cluster = twoLeaders();
    exchangeHeartbeats(cluster, 2);
    expect(cluster.leaders()).toEqual({ 1: 3, 2: 3, 3: 3 });
  });

  test('a leader that is asked who leads answers that it does', () => {
    const cluster = settled();
    cluster.fire(1, 'patience');
    cluster.cut(1, 2);
    cluster.settle();
    expect(cluster.leaders()).toEqual({ 1: 3, 2: 3, 3: 3 });
  });
});

describe('not safe under a partition', () => {
  /** 3 alone on one side, and both sides take a message. */
  function split(): BullyCluster {
    const cluster = settled();
    cluster.propose(1, 1, 'before');
    cluster.settle();
    cluster.cut(1, 3);
    cluster.cut(2, 3);
    cluster.fire(2, 'patience');
    cluster.fire(2, 'patience');
    cluster.settle();
    cluster.propose(3, 2, 'minority');
    cluster.propose(1, 3, 'majority');
    cluster.settle();
    return cluster;
  }

  test('there are two leaders, both accept messages, and their logs differ', () => {
    const cluster = split();
    expect(cluster.leaders()).toEqual({ 1: 2, 2: 2, 3: 3 });
    expect(cluster.outputs(3, 'accepted')).toHaveLength(1);
    expect(cluster.outputs(1, 'accepted')).toHaveLength(2);
    expect([1, 2, 3].map((node) => cluster.stored(node))).toEqual([
      ['before', 'majority'],
      ['before', 'majority'],
      ['before', 'minority'],
    ]);
  });

  test('afterwards one leads again and all hold everything, what one side took standing in the past of the other', () => {
    const cluster = split();
    expect(cluster.stored(1)).toEqual(['before', 'majority']);
    cluster.heal();
    for (let round = 0; round < 3; round += 1) exchangeHeartbeats(cluster, 3, 2, 1);
    expect(cluster.leaders()).toEqual({ 1: 3, 2: 3, 3: 3 });
    const order = [1, 2, 3].map((node) =>
      cluster
        .entries(node)
        .map(({ time, from, content }) => ({ time, node: from, content }))
        .sort(compareStamps)
        .map(({ content }) => content),
    );
    expect(order).toEqual(Array(3).fill(['before', 'minority', 'majority']));
  });
});

describe('the log', () => {
  test('a follower forwards to the leader, and all hold the message under one time and place', () => {
    const cluster = settled();
    cluster.propose(1, 7, 'a');
    cluster.settle();
    const entry = { from: 3, time: 1, clock: { 3: 1 }, content: 'a' };
    expect(cluster.outputs(1, 'accepted')).toEqual([{ kind: 'accepted', request: 7, entry }]);
    expect([1, 2, 3].map((node) => cluster.entries(node))).toEqual([[entry], [entry], [entry]]);
  });

  test('a node that knows no leader refuses, and so does one that does not lead any more for another', () => {
    const cluster = twoLeaders();
    cluster.cut(1, 3);
    exchangeHeartbeats(cluster, 3);
    cluster.propose(1, 1, 'to 2, which follows 3');
    cluster.settle();
    expect(cluster.outputs(1, 'refused')).toEqual([{ kind: 'refused', request: 1 }]);
    cluster.fire(1, 'patience');
    cluster.propose(1, 2, 'to nobody');
    expect(cluster.outputs(1, 'refused').slice(1)).toEqual([{ kind: 'refused', request: 2 }]);
    cluster.settle();
    expect(cluster.stored(3)).toEqual([]);
  });

  test('a message that depends on one that was lost is not held before that one', () => {
    const cluster = settled();
    cluster.cut(1, 3);
    cluster.propose(3, 1, 'a');
    cluster.settle();
    cluster.heal();
    cluster.propose(3, 2, 'b');
    cluster.settle();
    expect([1, 2].map((node) => cluster.stored(node))).toEqual([[], ['a', 'b']]);
    exchangeHeartbeats(cluster, 1);
    expect(cluster.stored(1)).toEqual(['a', 'b']);
  });

  test('a node gets by the announcement of a new leader what only the old one and that one held', () => {
    const cluster = settled();
    cluster.cut(1, 3);
    cluster.propose(3, 1, 'a');
    cluster.settle();
    cluster.crash(3);
    cluster.fire(2, 'patience');
    cluster.fire(2, 'patience');
    cluster.settle();
    expect(cluster.stored(1)).toEqual(['a']);
  });

  test('what was accepted survives a restart of all, and no number is given twice', () => {
    const cluster = settled();
    cluster.propose(3, 1, 'a');
    for (const node of [1, 2, 3]) cluster.crash(node);
    cluster.start(1, 2, 3);
    cluster.settle();
    cluster.propose(3, 2, 'b');
    cluster.settle();
    exchangeHeartbeats(cluster, 1, 2);
    for (const node of [1, 2, 3]) {
      expect(cluster.entries(node).map(({ clock, time, content }) => [clock[3], time, content])).toEqual([
        [1, 1, 'a'],
        [2, 2, 'b'],
      ]);
    }
  });

  test('with two copies asked for, a leader that is alone accepts nothing until another holds it', () => {
    const cluster = settled({ copies: 2 });
    cluster.cut(1, 3);
    cluster.cut(2, 3);
    cluster.propose(3, 1, 'a');
    cluster.settle();
    expect(cluster.outputs(3, 'accepted')).toEqual([]);
    cluster.heal();
    exchangeHeartbeats(cluster, 2);
    expect(cluster.outputs(3, 'accepted')).toHaveLength(1);
    expect(cluster.stored(2)).toEqual(['a']);
  });

  test('what a follower lacks comes in pieces, one a heartbeat', () => {
    const cluster = settled({ maximumEntries: 2 });
    cluster.cut(1, 3);
    for (let request = 1; request <= 5; request += 1) cluster.propose(3, request, `${request}`);
    cluster.settle();
    cluster.heal();
    for (const held of [2, 4, 5]) {
      exchangeHeartbeats(cluster, 1);
      expect(cluster.stored(1)).toHaveLength(held);
    }
  });
});
