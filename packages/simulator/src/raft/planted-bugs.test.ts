import { readHappenings } from '@temblor/lab/measure/space-time/happening';
import { selectRelevant } from '@temblor/lab/measure/space-time/relevant';
import { describeHappening } from '@temblor/lab/report/space-time-words';
import { describe, expect, test } from 'vitest';
import { journalOf } from '../journal/run-journal.ts';
import type { Outcome } from '../outcome/outcome.ts';
import { faultKindNames } from '../subjects/fault-kinds.ts';
import { plantedBugs } from './planted-bugs.ts';
import { raftSubject } from './raft-subject.ts';

const options = { nodes: 5, untilUs: 60_000_000, faults: faultKindNames };

/** The first seed that finds each bug, the check that does, and in their order what has to be told to be understood. */
const found: readonly (readonly [bug: string, seed: number, check: string, deciding: readonly RegExp[]])[] = [
  ['commit-older-term', 267, 'commit-is-final', [/became leader/, /has \d+/, /committed \d+/, /on disk, the last of/]],
  ['vote-not-persisted', 71, 'promises-kept', [/crash on/, /no vote/, /votes for/]],
  ['term-not-persisted', 2, 'promises-kept', [/vote: yes/, /crash on|bit-flip on/]],
  ['no-pre-vote', 3, 'no-needless-disruption', [/became leader/, /stands in/, /asks for vote/, /leads no more/]],
  ['stale-read', 9, 'linearizability', [/client-\d asks/, /: written/, /node-\d → client-\d: get .* answered/]],
  ['truncate-always', 1, 'machine-works', [/append \d+/, /committed \d+/, /broke on message/]],
  ['acknowledge-before-sync', 1, 'durable-on-majority', [/appends entr/, /has \d+/, /does not have entry \d+ on disk/]],
  ['commit-unchecked', 6, 'state-machine-safety', [/has \d+/, /committed \d+/]],
  ['snapshot-drops-last', 1, 'state-machine-safety', [/takes a snapshot/, /snapshot at/, /installs a snapshot/]],
  ['lease-too-long', 16, 'linearizability', [/partition on/, /: written/, /client-\d+ gets: get lease: /]],
  ['two-changes-at-once', 5, 'majorities-meet', [/voters are now/, /voters are now/]],
];

/** What is told of how the violation came about. */
function storyOf(seed: number, outcome: Outcome): string {
  const run = { run: 'sim', subject: 'raft', rules: raftSubject.rules, seed, outcome, version: '1', wallClockMs: 0 };
  return selectRelevant(readHappenings(journalOf(run)), 15)
    .map(describeHappening)
    .join('\n');
}

describe('a planted bug', () => {
  test.each(found)(
    '%s is found by seed %i, by %s, and told by the events that decide it',
    (bug, seed, check, deciding) => {
      const outcome = raftSubject.run(raftSubject.plan(seed, { ...options, bug }), { trace: true });
      expect(outcome).toMatchObject({ verdict: 'failed', violation: { check } });
      const inOrder = new RegExp(deciding.map(({ source }) => `(?:${source})`).join('.*'), 's');
      expect(storyOf(seed, outcome)).toMatch(inOrder);
    },
  );

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
