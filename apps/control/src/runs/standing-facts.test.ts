import type { JournalFact } from '@temblor/lab/journal/event';
import { Journal } from '@temblor/lab/journal/journal';
import { expect, test } from 'vitest';
import { standingFacts } from './standing-facts.ts';

function recorded(...facts: JournalFact[]) {
  const journal = new Journal();
  for (const fact of facts) journal.append('shop', journal.nextSequence, fact);
  journal.append('other', 99, { type: 'system-ready', durationMs: 1 });
  return journal.since(1);
}

const starting: JournalFact = { type: 'system-starting', declaration: 'shop' };
const applied = (fault: string): JournalFact => ({
  type: 'fault-applied',
  fault,
  kind: 'pause',
  target: { instance: 'a' },
  parameters: {},
  durationMs: 1,
});

test('what stands of a system is its newest start, who is ON or OFF since, and the faults that still act', () => {
  const events = recorded(
    starting,
    { type: 'system-stopped' },
    starting,
    { type: 'process-ready', instance: 'a', pid: 1, durationMs: 1 },
    { type: 'run-started', run: 'r', experiment: 'e', seed: 1, repeats: 1, quick: true },
    applied('f1'),
    applied('f2'),
    { type: 'fault-lifted', fault: 'f1', cause: 'healed' },
    { type: 'request-window', instance: 'a', rows: [] },
    { type: 'instance-off', instance: 'a', by: 'b', detector: 'd', reason: 'r' },
    { type: 'verdict', run: 'r', verdict: 'passed', reasons: [] },
  );
  expect(standingFacts(events, 'shop').map(({ sequence }) => sequence)).toEqual([3, 4, 7, 10]);
});

test('nothing stands of a system that was stopped, or that nobody spoke of', () => {
  expect(standingFacts(recorded(starting, { type: 'system-stopped' }), 'shop')).toEqual([]);
  expect(standingFacts(recorded(starting), 'none')).toEqual([]);
});
