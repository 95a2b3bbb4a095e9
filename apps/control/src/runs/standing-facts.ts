import type { JournalEvent, JournalFact } from '@temblor/lab/journal/event';
import { windowTypes } from '@temblor/lab/journal/fact-types';

/** What belongs to loads and runs of before, and says nothing about the state of the system. */
const passing: ReadonlySet<JournalFact['type']> = new Set([
  ...windowTypes,
  'load-started',
  'load-finished',
  'run-started',
  'warm-up-finished',
  'steady-state-checked',
  'phase-started',
  'phase-finished',
  'check-finished',
  'verdict',
  'run-ended',
]);

/**
 * What a reader must know to draw a system that is up already: the facts of its newest start and of its state since then,
 * without windows, earlier runs and faults that are over. In order; none where the system is not up.
 */
export function standingFacts(events: readonly JournalEvent[], system: string): JournalEvent[] {
  const own = events.filter((event) => event.system === system);
  const start = own.findLastIndex(({ type }) => type === 'system-starting');
  const current = own.slice(Math.max(0, start));
  if (current.some(({ type }) => type === 'system-stopped')) return [];
  const over = new Set(current.flatMap((event) => (event.type === 'fault-lifted' ? [event.fault] : [])));
  return current.filter((event) => {
    if (passing.has(event.type)) return false;
    return !('fault' in event) || event.fault === undefined || !over.has(event.fault);
  });
}
