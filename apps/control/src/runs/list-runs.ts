/** The runs of a folder. */
import { codeOf } from '@temblor/foundation/errors/temblor-error';
import type { RunFolder } from '../api/schemas.ts';
import { readReportDocument } from './read-report.ts';
import { readRunNames, runFolderOf } from './run-folder.ts';

/** Every run of a folder, oldest first, with what its report says: the same that whoever reads the report is told. */
export async function listRuns(folder: string): Promise<RunFolder[]> {
  const runs: RunFolder[] = [];
  // One after the other: a report is parsed whole, and a folder may hold hundreds.
  for (const run of await readRunNames(folder)) {
    runs.push({ run, folder: runFolderOf(folder, run), ...(await inspectReport(folder, run)) });
  }
  return runs;
}

async function inspectReport(
  folder: string,
  run: string,
): Promise<Pick<RunFolder, 'verdict' | 'startedAt' | 'report'>> {
  try {
    const { verdict, experiment_info } = await readReportDocument(folder, run);
    return { verdict, startedAt: experiment_info.start_time, report: 'whole' };
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'no-report' && code !== 'report-damaged') throw error;
    return { verdict: null, startedAt: null, report: code === 'no-report' ? 'none' : 'damaged' };
  }
}
