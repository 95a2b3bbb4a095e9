import { describe, expect, test } from 'vitest';
import { faultKindNames } from '../subjects/fault-kinds.ts';
import { plantedBugs } from './planted-bugs.ts';
import { raftSubject } from './raft-subject.ts';

const options = { nodes: 5, untilUs: 60_000_000, faults: faultKindNames };

/** The first seed that finds each bug, and the check that does. */
const found: readonly (readonly [bug: string, seed: number, check: string])[] = [
  ['commit-older-term', 267, 'commit-is-final'],
  ['vote-not-persisted', 104, 'promises-kept'],
  ['term-not-persisted', 2, 'promises-kept'],
  ['no-pre-vote', 3, 'no-needless-disruption'],
  ['stale-read', 8, 'linearizability'],
  ['truncate-always', 1, 'leader-completeness'],
  ['acknowledge-before-sync', 1, 'durable-on-majority'],
  ['commit-unchecked', 6, 'state-machine-safety'],
  ['snapshot-drops-last', 1, 'state-machine-safety'],
  ['two-changes-at-once', 5, 'majorities-meet'],
];

describe('a planted bug', () => {
  test.each(found)('%s is found by seed %i, by %s', (bug, seed, check) => {
    const outcome = raftSubject.run(raftSubject.plan(seed, { ...options, bug }), { trace: false });
    expect(outcome).toMatchObject({ verdict: 'failed', violation: { check } });
  });

  test('is looked for, each of them', () => {
    expect(found.map(([bug]) => bug)).toEqual(plantedBugs.map(({ name }) => name));
  });

  test.each([...new Set(found.map(([, seed]) => seed))])('is not seen by seed %i where there is none', (seed) => {
    const outcome = raftSubject.run(raftSubject.plan(seed, options), { trace: false });
    expect(outcome.violation).toBeUndefined();
    expect(outcome.verdict).toBe('passed');
  });

  test('of an unknown name is refused', () => {
    const plan = raftSubject.plan(1, { ...options, bug: 'stale-raed' });
    expect(() => raftSubject.run(plan, { trace: false })).toThrow(/stale-raed/);
  });
});
