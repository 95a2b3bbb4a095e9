/**
 * Makes a failing plan small, by delta debugging (Zeller and Hildebrandt 2002, "Simplifying and isolating
 * failure-inducing input", §3): of simpler plans, the boldest first, one is taken as soon as it fails by the same check,
 * until none does. What is left is minimal in the paper's sense: nothing that the subject knows to leave out can go.
 *
 * Where a candidate is taken, the search goes on at its place in the list rather than at the boldest again, as ddmin
 * keeps its granularity; a last pass over the whole list makes sure. Reproducible: bounded by runs, never by time.
 */
import type { Outcome, Subject } from '../outcome/outcome.ts';

export interface Shrunken<Plan> {
  readonly plan: Plan;
  /** Of the plan, without a trace. */
  readonly outcome: Outcome;
  /** How many candidates were run. */
  readonly runs: number;
  /** False while there may be a simpler plan: the search goes on, or its bound was reached. */
  readonly isMinimal: boolean;
}

/**
 * Yields after every run with the best so far, so that whoever drives it may stop at any time; the last one yielded is
 * the result.
 *
 * @param failing the outcome of the plan: it has a violation.
 */
export function* shrink<Plan>(
  subject: Subject<Plan>,
  plan: Plan,
  failing: Outcome,
  maximumRuns: number,
): Generator<Shrunken<Plan>, void> {
  let best = { plan, outcome: failing };
  let runs = 0;
  let start = 0;
  for (;;) {
    let taken: number | undefined;
    let place = -1;
    for (const candidate of subject.simpler(best.plan)) {
      place += 1;
      if (place < start) continue;
      if (runs === maximumRuns) return;
      runs += 1;
      const outcome = subject.run(candidate, { trace: false });
      if (outcome.violation?.check === failing.violation?.check) {
        best = { plan: candidate, outcome };
        taken = place;
      }
      yield { ...best, runs, isMinimal: false };
      if (taken !== undefined) break;
    }
    if (taken === undefined && start === 0) break;
    start = taken ?? 0;
  }
  yield { ...best, runs, isMinimal: true };
}
