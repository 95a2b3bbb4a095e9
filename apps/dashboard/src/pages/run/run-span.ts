/** Where the run lies in its journal, which may begin long before it, with the start of the system. */
import type { TimeRange } from '@temblor/view/context/time-view.tsx';
import type { JournalStore } from '@temblor/view/model/journal-store';

type Journal = Pick<JournalStore, 'systems' | 'facts' | 'span'>;

/** The system that the run was on; a journal without a run shows the first one. */
export function systemOfRun(journal: Journal): string | undefined {
  return journal.systems.find((id) => startOfRun(journal, id) !== undefined) ?? journal.systems[0];
}

/** What charts show at first: the run, from its start to the journal's end. */
export function rangeOfRun(journal: Journal, system: string): TimeRange {
  const { startUs, endUs } = journal.span;
  const runUs = startOfRun(journal, system);
  if (runUs === undefined || runUs <= startUs || runUs >= endUs) return { kind: 'all' };
  return { kind: 'span', startUs: runUs, endUs };
}

function startOfRun(journal: Journal, system: string): number | undefined {
  return journal.facts(system).find(({ type }) => type === 'run-started')?.atUs;
}
