/** Figure 3 of the paper: what holds at all times, whatever the network, the disks and the nodes do. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RaftRules } from './rules.ts';
import { paperRules } from './rules.ts';
import type { ClusterOptions } from './testing/cluster.fixture.ts';
import { runSchedule, settles } from './testing/schedule.fixture.ts';

const schedules = fc.array(fc.nat(), { minLength: 300, maxLength: 900, size: 'max' });

function check(options: ClusterOptions, runs: { numRuns: number; seed?: number; endOnFailure?: boolean }): void {
  fc.assert(
    fc.property(schedules, (schedule) => {
      runSchedule(schedule, options);
    }),
    runs,
  );
}

describe('figure 3: safety under any schedule', () => {
  test('of three nodes', () => check({ voters: [1, 2, 3] }, { numRuns: 60 }));

  test('of five nodes, of which three begin as voters, with small messages', () =>
    check({ voters: [1, 2, 3], others: [4, 5], maximumEntries: 2, maximumInFlight: 2 }, { numRuns: 60 }));

  test('of two nodes and a third that may join, with lease reads', () =>
    check({ voters: [1, 2], others: [3], leaseReads: { clockDriftBound: 1 } }, { numRuns: 30 }));

  test.each([[[1, 2, 3]], [[1, 2, 3, 4, 5]]])('of %j, with lease reads', (voters) =>
    check({ voters, leaseReads: { clockDriftBound: 1 } }, { numRuns: 30 }),
  );

  test('of three nodes without pre-vote and check-quorum', () =>
    check({ voters: [1, 2, 3], preVote: false, checkQuorum: false }, { numRuns: 60 }));

  test('of any nodes, which come to agree when nothing goes wrong any more', () => {
    const options = { voters: [1, 2, 3], others: [4], maximumInFlight: 2 };
    fc.assert(
      fc.property(schedules, (schedule) => settles(schedule, options) !== false),
      { numRuns: 60 },
    );
  });

  test('a schedule reaches elections and commits, so that it is worth something', () => {
    const reached = fc
      .sample(schedules, { numRuns: 40, seed: 1 })
      .map((schedule) => runSchedule(schedule, { voters: [1, 2, 3], preVote: false }));
    expect(reached.filter(({ committed }) => committed > 5).length).toBeGreaterThan(10);
    expect(reached.filter(({ terms }) => terms > 2).length).toBeGreaterThan(10);
  });

  test.each<[string, Partial<RaftRules>]>([
    ['a log cut where nothing contradicts it', { truncateFrom: ({ previousIndex }) => previousIndex + 1 }],
    [
      'a commit index past what was checked',
      { followerCommit: (commitIndex, _sure, last) => Math.min(commitIndex, last) },
    ],
    ['a read that nobody confirmed', { mayReadUnconfirmed: () => true }],
    ['two changes of membership at once', { mayChangeMembership: () => true }],
    ['a snapshot that drops the entry after it', { firstKept: (index) => index + 2 }],
  ])('finds %s', (_, wrong) => {
    const options = { voters: [1, 2, 3], preVote: false, checkQuorum: false, rules: { ...paperRules, ...wrong } };
    expect(() => check(options, { numRuns: 300, seed: 42, endOnFailure: true })).toThrow();
  });
});
