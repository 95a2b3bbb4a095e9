/** The runs of a lab with how they stand. */
import type { RunList } from '@temblor/control/api/schemas';
import type { LabApi } from '../../api/lab-api.ts';

type Verdict = NonNullable<RunList['runs'][number]['verdict']>;

/** A run in the list. `startedAt`: ISO 8601; null where it wrote no report. */
export interface ListedRun {
  readonly run: string;
  readonly startedAt: string | null;
  readonly state:
    | { readonly kind: 'finished'; readonly verdict: Verdict }
    /** It is under way on the system of an id. */
    | { readonly kind: 'active'; readonly on: string }
    /** It broke off, or its lab was killed. */
    | { readonly kind: 'without-report' };
}

/** Of runs without a report the newest so many are asked after: one that is under way is among them. */
const askedAfter = 5;

/** Newest first. */
export async function listRuns(api: Pick<LabApi, 'runs' | 'runStatus'>): Promise<readonly ListedRun[]> {
  const runs = (await api.runs()).toReversed();
  const open = runs.filter(({ verdict }) => verdict === null).slice(0, askedAfter);
  const answers = await Promise.allSettled(open.map(({ run }) => api.runStatus(run)));
  const active = new Map(
    answers.flatMap((answer) => {
      if (answer.status === 'rejected') return [];
      const { run, on, state } = answer.value;
      return state.kind === 'starting' || state.kind === 'running' ? [[run, on] as const] : [];
    }),
  );
  return runs.map(({ run, verdict, startedAt }) => ({ run, startedAt, state: stateOf(verdict, active.get(run)) }));
}

function stateOf(verdict: Verdict | null, on: string | undefined): ListedRun['state'] {
  if (verdict !== null) return { kind: 'finished', verdict };
  return on === undefined ? { kind: 'without-report' } : { kind: 'active', on };
}
