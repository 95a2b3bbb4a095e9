/** §7 of the paper and chapter 5 of the thesis: snapshots. */
import { describe, expect, test } from 'vitest';
import { paperRules } from './rules.ts';
import type { ClusterOptions } from './testing/cluster.fixture.ts';
import { Cluster } from './testing/cluster.fixture.ts';

/** Indexes 1 (the leader's first) to 5 are committed everywhere; 3 hears nothing after 1 where `isAway`. */
function filled(isAway: boolean, options: Partial<ClusterOptions> = {}): Cluster {
  const cluster = new Cluster({ voters: [1, 2, 3], ...options });
  cluster.elect(1);
  const among = isAway ? [1, 2] : [1, 2, 3];
  for (const data of ['a', 'b', 'c', 'd']) cluster.propose(1, data);
  cluster.deliverWithin(among);
  cluster.beat(1, among);
  return cluster;
}

function compact(cluster: Cluster, node: number, index: number): void {
  cluster.command(node, { kind: 'compact', index, data: `state at ${index}` });
}

describe('§7 log compaction', () => {
  test('a snapshot takes the place of the entries up to it, on the disk at once', () => {
    const cluster = filled(false);
    compact(cluster, 2, 3);
    const membership = { voters: [1, 2, 3], learners: [] };
    expect(cluster.disk(2).records).toMatchObject([
      { kind: 'snapshot', snapshot: { index: 3, term: 1, membership, data: 'state at 3' } },
      { kind: 'entries', entries: [{ index: 4 }, { index: 5 }] },
    ]);
    expect(cluster.state(2).log).toMatchObject({ snapshotIndex: 3, snapshotTerm: 1, lastIndex: 5 });
    cluster.propose(1, 'e');
    cluster.deliver();
    expect(cluster.terms(2)).toEqual([1, 1, 1]);
  });

  test('a node that starts again restores the snapshot, and then tells of what is committed after it', () => {
    const cluster = filled(false);
    compact(cluster, 2, 3);
    cluster.crash(2);
    cluster.restart(2);
    expect(cluster.state(2)).toMatchObject({ commitIndex: 3, log: { snapshotIndex: 3, lastIndex: 5 } });
    cluster.beat(1);
    const told = cluster.takeOutputs(2).filter(({ kind }) => kind === 'restore' || kind === 'committed');
    expect(told).toMatchObject([
      { kind: 'restore', snapshot: { index: 3 } },
      { kind: 'committed', entries: [{ index: 4 }, { index: 5 }] },
    ]);
  });

  test('with the wrong rule the entry after the snapshot is gone', () => {
    const cluster = filled(false, { rules: { ...paperRules, firstKept: (index) => index + 2 } });
    compact(cluster, 2, 3);
    expect(cluster.state(2).log.entryAt(4)).toBeUndefined();
  });

  test('what is not committed, or compacted already, is not compacted', () => {
    const cluster = filled(true);
    cluster.propose(1, 'e');
    compact(cluster, 1, 6);
    expect(cluster.state(1).log.snapshotIndex).toBe(0);
    compact(cluster, 1, 4);
    compact(cluster, 1, 2);
    expect(cluster.state(1).log.snapshotIndex).toBe(4);
  });

  test('a snapshot has the membership of its index, not of the end of the log', () => {
    const cluster = filled(false);
    cluster.command(1, { kind: 'change-membership', request: 5, change: { kind: 'remove', node: 3 } });
    cluster.deliver();
    compact(cluster, 1, 4);
    expect(cluster.state(1)).toMatchObject({ snapshot: { membership: { voters: [1, 2, 3] } } });
    expect(cluster.state(1).membership.voters).toEqual([1, 2]);
    cluster.crash(1);
    cluster.restart(1);
    expect(cluster.state(1).membership.voters).toEqual([1, 2]);
    cluster.elect(1, [1, 2]);
    compact(cluster, 1, 6);
    expect(cluster.state(1)).toMatchObject({ snapshot: { membership: { voters: [1, 2] } } });
    expect(cluster.state(1).configurations).toEqual([{ index: 6, membership: { voters: [1, 2], learners: [] } }]);
  });
});

describe('§7 InstallSnapshot', () => {
  test('a follower that needs what the leader’s log does not hold gets the snapshot, and then the entries', () => {
    const cluster = filled(true);
    compact(cluster, 1, 4);
    cluster.beat(1);
    expect(cluster.state(3)).toMatchObject({ commitIndex: 5, log: { snapshotIndex: 4, lastIndex: 5 } });
    const told = cluster.takeOutputs(3).filter(({ kind }) => kind === 'restore' || kind === 'committed');
    expect(told).toMatchObject([
      { kind: 'restore', snapshot: { data: 'state at 4' } },
      { kind: 'committed', entries: [{ index: 5 }] },
    ]);
  });

  test('a snapshot is on the disk, in place of the log, before it is answered', () => {
    const cluster = filled(true);
    compact(cluster, 1, 4);
    cluster.holdSyncs(3);
    cluster.beat(1);
    expect(cluster.takeOutputs(3).some(({ kind }) => kind === 'restore')).toBe(false);
    cluster.sync(3);
    expect(cluster.disk(3).records).toMatchObject([{ kind: 'snapshot', snapshot: { index: 4 } }]);
    expect(cluster.letters).toMatchObject([
      { message: { kind: 'append-reply', outcome: { kind: 'matched', index: 4 } } },
    ]);
  });

  test('a log that contradicts the snapshot is dropped; one that holds its last entry keeps what follows', () => {
    const cluster = new Cluster({ voters: [1, 2, 3] });
    const snapshot = { index: 2, term: 2, membership: { voters: [1, 2, 3], learners: [] }, data: 's' };
    const message = { kind: 'install-snapshot', term: 3, snapshot, commitIndex: 2, round: 1 } as const;
    cluster.recover(2, [1, 1, 1]);
    cluster.receive(1, 2, message);
    expect(cluster.terms(2)).toEqual([]);
    expect(cluster.state(2)).toMatchObject({ commitIndex: 2, log: { snapshotIndex: 2, lastIndex: 2, lastTerm: 2 } });
    cluster.recover(3, [1, 2, 2]);
    cluster.receive(1, 3, message);
    expect(cluster.terms(3)).toEqual([1, 2, 2]);
    expect(cluster.state(3)).toMatchObject({ commitIndex: 2, log: { snapshotIndex: 0 } });
  });

  test('a snapshot that was delayed takes nothing back', () => {
    const cluster = filled(false);
    compact(cluster, 2, 4);
    const snapshot = { index: 2, term: 1, membership: { voters: [1, 2, 3], learners: [] }, data: 'late' };
    cluster.receive(1, 2, { kind: 'install-snapshot', term: 1, snapshot, commitIndex: 2, round: 1 });
    expect(cluster.state(2)).toMatchObject({ commitIndex: 5, log: { snapshotIndex: 4, lastIndex: 5 } });
  });

  test('a snapshot that was lost is sent again, and a follower that waits for one still confirms the leader', () => {
    const cluster = filled(true);
    compact(cluster, 1, 5);
    const isSnapshot = ({ message }: { message: { kind: string } }) => message.kind === 'install-snapshot';
    let sent = 0;
    for (let beats = 0; beats < 9; beats += 1) {
      cluster.pass(cluster.options.heartbeatUs);
      cluster.timeout(1, 'heartbeat');
      cluster.drop(({ to, from }) => to === 2 || from === 2);
      sent += cluster.letters.filter(isSnapshot).length;
      cluster.drop(isSnapshot);
      cluster.deliver((letter) => !isSnapshot(letter));
    }
    expect(cluster.state(1).role.kind).toBe('leader');
    expect(sent + cluster.letters.filter(isSnapshot).length).toBe(2);
  });

  test('an append that begins before the snapshot is taken from there on', () => {
    const cluster = filled(false);
    compact(cluster, 2, 3);
    const entries = cluster.state(1).log.slice(2, 5, 10_000);
    cluster.receive(1, 2, {
      kind: 'append',
      term: 1,
      previousIndex: 1,
      previousTerm: 1,
      entries,
      commitIndex: 5,
      round: 1,
    });
    expect(cluster.letters.at(-1)?.message).toMatchObject({ outcome: { kind: 'matched', index: 5 } });
    expect(cluster.terms(2)).toEqual([1, 1]);
  });
});
