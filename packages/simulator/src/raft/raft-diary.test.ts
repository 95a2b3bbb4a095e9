import type { Happening } from '@temblor/lab/measure/space-time/happening';
import { readHappenings } from '@temblor/lab/measure/space-time/happening';
import { selectRelevant } from '@temblor/lab/measure/space-time/relevant';
import { describeHappening } from '@temblor/lab/report/space-time-words';
import { expect, test } from 'vitest';
import { journalOf } from '../journal/run-journal.ts';
import { faultKindNames } from '../subjects/fault-kinds.ts';
import { raftSubject } from './raft-subject.ts';

/** What is told of the violation that a planted bug leads to. */
function storyOf(bug: string, seed: number): string {
  const plan = raftSubject.plan(seed, { nodes: 5, untilUs: 60_000_000, faults: faultKindNames, bug });
  const outcome = raftSubject.run(plan, { trace: true });
  const run = { run: 'sim', subject: 'raft', seed, outcome, version: '1', wallClockMs: 0 };
  const told: Happening[] = selectRelevant(readHappenings(journalOf(run)), 15);
  expect(told.length).toBeLessThanOrEqual(15);
  return told.map(describeHappening).join('\n');
}

/** The events without which nobody understands what went wrong, in their order. */
test.each([
  [
    'vote-not-persisted',
    104,
    ['votes for node 3 in term 4', 'crash on node-5', 'no vote', 'votes for node 2 in term 4'],
  ],
  ['no-pre-vote', 3, ['node-5 became leader', 'node-1 stands in term 2', 'asks for vote', 'node-5 leads no more']],
  ['snapshot-drops-last', 1, ['takes a snapshot at', 'snapshot at', 'installs a snapshot at']],
  ['acknowledge-before-sync', 1, ['appends entry 21', 'has 21', 'committed 21', 'does not have entry 21 on disk']],
])('%s is told by the events that decide it', (bug, seed, deciding) => {
  const story = storyOf(bug, seed);
  const places = deciding.map((words) => story.indexOf(words));
  expect(places, story).not.toContain(-1);
  expect(places, story).toEqual(places.toSorted((left, right) => left - right));
});

test('a contradiction between clients is told by what they asked and were answered, and by whom', () => {
  const story = storyOf('stale-read', 8);
  expect(story).toMatch(/client-\d asks: append l1 95\./);
  expect(story).toMatch(/client-\d gets: append l1 95\.: written/);
  expect(story).toMatch(/node-\d → client-\d: get l1: answered/);
  expect(story).toMatch(/client-\d gets: get l1: 50/);
});
