/** §5.3 of the paper: log replication. */
import { describe, expect, test } from 'vitest';
import { Cluster } from './testing/cluster.fixture.ts';

describe('§5.3 log replication', () => {
  test('a new leader brings the log of the one before to every follower, and that one back', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    cluster.elect(1);
    expect(cluster.state(1).role.kind).toBe('leader');
    cluster.propose(1, 'a', 'b');
    cluster.deliver();
    cluster.beat(1);
    expect([1, 2, 3].map((node) => cluster.state(node).commitIndex)).toEqual([3, 3, 3]);
    cluster.crash(1);
    cluster.elect(2);
    cluster.propose(2, 'c');
    cluster.deliver();
    cluster.restart(1);
    cluster.beat(2);
    cluster.beat(2);
    expect([1, 2, 3].map((node) => cluster.state(node).commitIndex)).toEqual([5, 5, 5]);
  });
});
