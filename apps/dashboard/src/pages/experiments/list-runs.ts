/** The runs of a lab with how they stand. */
import type { RunList } from '@temblor/control/api/schemas';

type Verdict = NonNullable<RunList['runs'][number]['verdict']>;

/** A run in the list. `startedAt`: ISO 8601; null where it wrote no report. */
export interface ListedRun {
  readonly run: string;
  readonly startedAt: string | null;
  readonly state:
    | { readonly kind: 'finished'; readonly verdict: Verdict }
    /** It is under way on the system of an id. */
    | { readonly kind: 'active'; readonly on: string }
    /** What there is of its report cannot be read. */
    | { readonly kind: 'damaged' }
    /** It broke off, or its lab was killed. */
    | { readonly kind: 'without-report' };
}

/** Newest first. */
export function sortRuns(runs: RunList['runs']): readonly ListedRun[] {
  return runs
    .toReversed()
    .map(({ run, startedAt, verdict, state }) => ({ run, startedAt, state: stateOf(verdict, state) }));
}

function stateOf(verdict: Verdict | null, state: RunList['runs'][number]['state']): ListedRun['state'] {
  if (verdict !== null) return { kind: 'finished', verdict };
  if (state.kind === 'damaged') return { kind: 'damaged' };
  return state.kind === 'running' ? { kind: 'active', on: state.on } : { kind: 'without-report' };
}
