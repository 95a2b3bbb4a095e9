/** What became of a crash that a demonstration brought about. Pure. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { Incident } from '@temblor/view/model/incidents';
import { readIncidents } from '@temblor/view/model/incidents';

/**
 * The first crash of a replica after a moment; undefined before the journal tells of it.
 *
 * @param facts of one system, in order of time.
 */
export function readCrash(facts: readonly JournalEvent[], replica: string, fromUs: number): Incident | undefined {
  const start = facts.findLastIndex(({ type }) => type === 'system-starting');
  return readIncidents(facts.slice(Math.max(0, start))).find(
    ({ instance, kind, appliedAtUs }) => instance === replica && kind === 'crash' && appliedAtUs > fromUs,
  );
}
