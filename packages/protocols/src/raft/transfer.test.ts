/** §3.10 of the thesis: handing leadership over. */
import { describe, expect, test } from 'vitest';
import { Cluster } from './testing/cluster.fixture.ts';

function transfer(cluster: Cluster, node: number, to?: number): void {
  cluster.command(node, to === undefined ? { kind: 'transfer', request: 5 } : { kind: 'transfer', request: 5, to });
}

describe('thesis §3.10 leadership transfer', () => {
  test('the target leads without an election time-out, though the others hear their leader', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    transfer(cluster, 1, 3);
    cluster.deliver();
    expect(cluster.leader()).toBe(3);
    expect(cluster.state(1)).toMatchObject({ term: 2, leader: 3 });
    expect(cluster.takeOutputs(1)).toContainEqual({ kind: 'transferred', request: 5, to: 3 });
  });

  test('the target is brought up to date first; the furthest is taken where none is named', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    cluster.propose(1, 'a');
    cluster.deliverWithin([1, 2]);
    transfer(cluster, 1, 3);
    expect(cluster.letters).toEqual([]);
    cluster.beat(1);
    expect(cluster.leader()).toBe(3);
    const furthest = new Cluster({ voters: [1, 2, 3] });
    furthest.elect(1);
    furthest.propose(1, 'a');
    furthest.deliverWithin([1, 3]);
    transfer(furthest, 1);
    expect(furthest.letters.map(({ to }) => to)).toEqual([3]);
  });

  test('meanwhile the leader takes no proposals', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    cluster.takeOutputs(1);
    transfer(cluster, 1, 3);
    cluster.propose(1, 'a');
    expect(cluster.takeOutputs(1)).toEqual([{ kind: 'refused', request: 0, reason: 'transferring', leader: 1 }]);
  });

  test('a target that does not take over in an election time-out leaves the leader as it was', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    cluster.takeOutputs(1);
    transfer(cluster, 1, 3);
    cluster.drop();
    cluster.timeout(1, 'transfer');
    expect(cluster.takeOutputs(1)).toEqual([{ kind: 'refused', request: 5, reason: 'transfer-failed', leader: 1 }]);
    cluster.propose(1, 'a');
    cluster.deliver();
    expect(cluster.state(1)).toMatchObject({ commitIndex: 2, role: { kind: 'leader' } });
  });

  test('another that comes to lead instead is told as a failure', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    transfer(cluster, 1, 3);
    cluster.drop();
    cluster.elect(2, [2, 3]);
    cluster.beat(2);
    expect(cluster.takeOutputs(1)).toContainEqual({
      kind: 'refused',
      request: 5,
      reason: 'transfer-failed',
      leader: 2,
    });
  });

  test('so is leading again oneself', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    transfer(cluster, 1, 3);
    cluster.drop();
    for (let beats = 0; beats < 8; beats += 1) cluster.beat(1, [1]);
    cluster.elect(1);
    expect(cluster.state(1)).toMatchObject({ term: 2, role: { kind: 'leader' } });
    expect(cluster.takeOutputs(1)).toContainEqual({
      kind: 'refused',
      request: 5,
      reason: 'transfer-failed',
      leader: 1,
    });
  });

  test('only a voter can be the target, and only a leader can hand over', () => {
    const cluster = new Cluster({ voters: [1, 2], others: [3] });
    cluster.elect(1);
    for (const to of [1, 3, 9]) {
      cluster.takeOutputs(1);
      transfer(cluster, 1, to);
      expect(cluster.takeOutputs(1)).toMatchObject([{ kind: 'refused', reason: 'change-impossible' }]);
    }
    cluster.takeOutputs(2);
    transfer(cluster, 2, 1);
    expect(cluster.takeOutputs(2)).toMatchObject([{ kind: 'refused', reason: 'not-leader', leader: 1 }]);
  });
});
