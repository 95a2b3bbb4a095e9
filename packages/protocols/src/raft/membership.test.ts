/** Chapter 4 of the thesis: membership changes, one server at a time. */
import { describe, expect, test } from 'vitest';
import { paperRules } from './rules.ts';
import type { ClusterOptions } from './testing/cluster.fixture.ts';
import { Cluster } from './testing/cluster.fixture.ts';
import type { MembershipChange } from './types.ts';

function change(cluster: Cluster, node: number, kind: MembershipChange['kind'], whom: number): void {
  cluster.takeOutputs(node);
  cluster.command(node, { kind: 'change-membership', request: 5, change: { kind, node: whom } });
}

/** A leader that has committed in its term, of three voters and a node beside them. */
function led(options: Partial<ClusterOptions> = {}): Cluster {
  const cluster = new Cluster({ voters: [1, 2, 3], others: [4], ...options });
  cluster.elect(1);
  return cluster;
}

describe('thesis §4.1 one change at a time', () => {
  test('a membership is in force from the moment it is in the log', () => {
    const cluster = led();
    change(cluster, 1, 'remove', 3);
    expect(cluster.takeOutputs(1)).toEqual([{ kind: 'appended', request: 5, index: 2, term: 1 }]);
    expect(cluster.state(1)).toMatchObject({ commitIndex: 1, membership: { voters: [1, 2], learners: [] } });
    expect(cluster.letters.map(({ to }) => to)).toEqual([2]);
  });

  test('a change is refused while another is not committed; the wrong rule lets two stand', () => {
    const cluster = led();
    change(cluster, 1, 'remove', 3);
    change(cluster, 1, 'remove', 2);
    expect(cluster.takeOutputs(1)).toMatchObject([{ kind: 'refused', reason: 'change-in-progress' }]);
    cluster.deliver();
    change(cluster, 1, 'remove', 2);
    expect(cluster.takeOutputs(1)).toMatchObject([{ kind: 'appended' }, { kind: 'committed' }]);
    const wrong = led({ rules: { ...paperRules, mayChangeMembership: () => true } });
    change(wrong, 1, 'remove', 3);
    change(wrong, 1, 'remove', 2);
    expect(wrong.state(1).membership.voters).toEqual([1]);
  });

  test('a change is refused before the leader has committed in its term', () => {
    const cluster = new Cluster({ voters: [1, 2, 3], others: [4] });
    cluster.timeout(1, 'election');
    cluster.deliver(({ message }) => message.kind !== 'append');
    change(cluster, 1, 'add-learner', 4);
    expect(cluster.takeOutputs(1)).toMatchObject([{ kind: 'refused', reason: 'change-in-progress' }]);
  });

  test('a membership that is overwritten is taken back', () => {
    const cluster = led();
    cluster.holdSyncs(2);
    change(cluster, 1, 'remove', 3);
    cluster.drop(({ to }) => to !== 2);
    cluster.deliver();
    cluster.crash(1);
    expect(cluster.state(2).membership.voters).toEqual([1, 2]);
    cluster.crash(2);
    cluster.restart(2);
    cluster.elect(3, [2, 3]);
    expect(cluster.state(3)).toMatchObject({ role: { kind: 'leader' } });
    cluster.restart(1);
    expect(cluster.state(1).membership.voters).toEqual([1, 2]);
    cluster.beat(3);
    expect(cluster.state(1).membership.voters).toEqual([1, 2, 3]);
  });

  test.each([
    ['add-learner', 2],
    ['promote', 4],
    ['remove', 4],
  ] as const)('a change that would change nothing is refused: %s %i', (kind, node) => {
    const cluster = led();
    change(cluster, 1, kind, node);
    expect(cluster.takeOutputs(1)).toMatchObject([{ kind: 'refused', reason: 'change-impossible' }]);
  });

  test('the last voter stays', () => {
    const cluster = new Cluster({ voters: [1] });
    cluster.elect(1);
    change(cluster, 1, 'remove', 1);
    expect(cluster.takeOutputs(1)).toMatchObject([{ kind: 'refused', reason: 'change-impossible' }]);
  });
});

describe('thesis §4.2.1 catching up new servers', () => {
  test('a learner gets the log, neither votes nor counts, and becomes a voter when it has caught up', () => {
    const cluster = led();
    change(cluster, 1, 'add-learner', 4);
    cluster.drop(({ to }) => to === 4);
    cluster.deliver();
    expect(cluster.state(1)).toMatchObject({ commitIndex: 2, membership: { voters: [1, 2, 3], learners: [4] } });
    change(cluster, 1, 'promote', 4);
    expect(cluster.takeOutputs(1)).toMatchObject([{ kind: 'refused', reason: 'change-impossible' }]);
    cluster.beat(1);
    expect(cluster.terms(4)).toEqual([1, 1]);
    cluster.timeout(4, 'election');
    cluster.pass(cluster.options.electionTimeoutUs.low);
    cluster.timeout(4, 'election');
    expect(cluster.state(4).role.kind).toBe('follower');
    change(cluster, 1, 'promote', 4);
    cluster.deliver();
    cluster.beat(1);
    for (const node of cluster.nodes) expect(cluster.state(node).membership.voters).toEqual([1, 2, 3, 4]);
    cluster.propose(1, 'a');
    cluster.deliverWithin([1, 2]);
    expect(cluster.state(1).commitIndex).toBe(3);
    cluster.beat(1, [1, 2, 4]);
    expect(cluster.state(1).commitIndex).toBe(4);
  });

  test('a learner that confirms alone commits nothing', () => {
    const cluster = led();
    change(cluster, 1, 'add-learner', 4);
    cluster.deliver();
    cluster.propose(1, 'a');
    cluster.deliverWithin([1, 4]);
    expect(cluster.state(1).commitIndex).toBe(2);
  });
});

describe('thesis §4.2.2 removing the current leader', () => {
  test('a leader commits its own removal without counting itself, and steps down', () => {
    const cluster = led();
    change(cluster, 1, 'remove', 1);
    cluster.deliverWithin([1, 2]);
    expect(cluster.state(1)).toMatchObject({ commitIndex: 1, role: { kind: 'leader' } });
    cluster.beat(1);
    expect(cluster.state(1)).toMatchObject({ commitIndex: 2, role: { kind: 'follower' }, leader: undefined });
    cluster.elect(1);
    expect(cluster.state(1).role.kind).toBe('follower');
    cluster.elect(2);
    expect(cluster.leader()).toBe(2);
    expect(cluster.state(2).commitIndex).toBe(3);
  });

  test('a node that has its removal in the log, uncommitted, may be the only one that can lead: it stands', () => {
    const cluster = new Cluster({ voters: [1, 2] });
    cluster.elect(1);
    change(cluster, 1, 'remove', 1);
    cluster.drop();
    cluster.crash(1);
    cluster.restart(1);
    cluster.elect(2);
    expect(cluster.leader()).toBeUndefined();
    cluster.elect(1);
    cluster.elect(1);
    expect(cluster.state(2).membership.voters).toEqual([2]);
    expect(cluster.state(1)).toMatchObject({ commitIndex: 3, role: { kind: 'follower' } });
    cluster.elect(2);
    expect(cluster.leader()).toBe(2);
  });
});

describe('who is no member', () => {
  test('does not stand for election, and takes what a leader sends', () => {
    const cluster = led();
    cluster.timeout(4, 'election');
    expect(cluster.letters).toEqual([]);
    change(cluster, 1, 'add-learner', 4);
    cluster.deliver();
    expect(cluster.state(4)).toMatchObject({ leader: 1, membership: { learners: [4] } });
  });
});
