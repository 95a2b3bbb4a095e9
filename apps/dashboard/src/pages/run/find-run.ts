/** What a lab can tell of a run. */
import type { Report } from '@temblor/lab/report/report-schema';
import { ApiProblem } from '../../api/api-problem.ts';
import type { LabApi } from '../../api/lab-api.ts';

/** A run that the lab knows. `on`: the id of the system that it runs on. */
export type FoundRun =
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'under-way'; readonly on: string };

/**
 * The report of a run; it has none while it is under way, and where it broke.
 * @throws Error that says why there is no report.
 */
export async function findRun(
  api: Pick<LabApi, 'report' | 'runStatus'>,
  run: string,
  signal: AbortSignal,
): Promise<FoundRun> {
  try {
    return { kind: 'report', report: await api.report(run, signal) };
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'no-report') throw error;
    // Another lab's run is not known: what was said of its report is all there is to say.
    const status = await api.runStatus(run, signal).catch((other: unknown) => {
      throw other instanceof ApiProblem && other.code === 'unknown-run' ? error : other;
    });
    const { state, on } = status;
    if (state.kind === 'starting' || state.kind === 'running') return { kind: 'under-way', on };
    if (state.kind === 'broken') throw new Error(state.problem.detail, { cause: error });
    throw error;
  }
}
