/** One plan, run with its trace, and the few events of it that matter. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { Happening } from '@temblor/lab/measure/space-time/happening';
import { readHappenings } from '@temblor/lab/measure/space-time/happening';
import { selectRelevant } from '@temblor/lab/measure/space-time/relevant';
import { journalOf } from '@temblor/simulator/journal/run-journal';
import type { Outcome, PlanOptions, Subject } from '@temblor/simulator/outcome/outcome';
import { version } from '../version.ts';

/** A plan, and where it came from. */
export interface PlannedRun {
  readonly subject: Subject<unknown>;
  readonly seed: number;
  /** What the seed was drawn with. */
  readonly options: PlanOptions;
  readonly plan: unknown;
  /** How it was made small; absent where it is the seed's own plan. */
  readonly shrinking?: { readonly runs: number; readonly isMinimal: boolean } | undefined;
}

export interface TracedRun extends PlannedRun {
  readonly outcome: Outcome;
  /** The events that matter, in order of time. */
  readonly relevant: readonly Happening[];
}

/** @param mostEvents how many events matter at most. */
export function traceRun(planned: PlannedRun, mostEvents: number): TracedRun {
  const { subject, plan } = planned;
  const outcome = subject.run(plan, { trace: true });
  const events = journalOfRun({ ...planned, outcome }, subject.name, 0);
  return { ...planned, outcome, relevant: selectRelevant(readHappenings(events), mostEvents) };
}

/** The journal of a run. @param run the name of its folder. */
export function journalOfRun(
  { subject, seed, outcome }: PlannedRun & { readonly outcome: Outcome },
  run: string,
  wallClockMs: number,
): JournalEvent[] {
  return journalOf({ run, subject: subject.name, rules: subject.rules, seed, outcome, version, wallClockMs });
}
