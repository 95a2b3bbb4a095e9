/** What is said of a run that is over. */
import { relative } from 'node:path';
import type { RunStatus } from '@temblor/control/api/schemas';
import { fromProblem } from '@temblor/control/http/problem';
import { readReportDocument } from '@temblor/control/runs/read-report';
import { buildDashboardCommand, reportFiles } from '@temblor/control/runs/run-folder';
import type { Report } from '@temblor/lab/report/report-schema';
import { renderTable } from '@temblor/lab/report/table';

/** The exit code of a verdict. */
const verdictExitCode = { passed: 0, failed: 1, inconclusive: 2 } as const;

/** A run that came to a verdict. */
interface FinishedRun {
  readonly report: Report;
  readonly table: string;
  readonly exitCode: number;
  /** Where its reports are. */
  readonly files: string;
}

/** Reads the report of a run that is over. @throws what broke the run, where it came to no verdict. */
export async function readFinishedRun(folder: string, status: RunStatus): Promise<FinishedRun> {
  if (status.state.kind === 'broken') throw fromProblem(status.state.problem);
  const report = await readReportDocument(folder, status.run);
  const files = describeReports(status);
  return { report, table: renderTable(report), exitCode: verdictExitCode[report.verdict], files };
}

/** Where the reports of a run are, from where the user stands; why there is no page, where there is none. */
export function describeReports({ folder, state }: Pick<RunStatus, 'folder' | 'state'>): string {
  const place = relative(process.cwd(), folder) || '.';
  if (state.kind !== 'finished' || state.files.includes(reportFiles.html)) {
    return `reports: ${place}/${reportFiles.html} (and .md, .json, junit.xml)`;
  }
  const built = `without report.html, because the dashboard is not built: ${buildDashboardCommand}`;
  return `reports: ${place}/${reportFiles.md} (and .json, junit.xml; ${built})`;
}
