/** The reports of runs, as they are in their folders. */
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { Report } from '@temblor/lab/report/report-schema';
import { report as reportSchema } from '@temblor/lab/report/report-schema';
import { openRunFile } from './open-run-file.ts';
import { buildDashboardCommand, reportFiles, runFileOf } from './run-folder.ts';

type ReportFormat = keyof typeof reportFiles;

/**
 * The report of a run as text; of `json` it is known to be a report.
 * @throws TemblorError `no-report` where the run wrote none; `report-damaged`.
 */
export async function readReport(folder: string, run: string, format: ReportFormat): Promise<string> {
  const text = await readText(folder, run, format);
  if (format === 'json') parseReport(run, text);
  return text;
}

/** The report of a run. @throws TemblorError as `readReport`. */
export async function readReportDocument(folder: string, run: string): Promise<Report> {
  return parseReport(run, await readText(folder, run, 'json'));
}

async function readText(folder: string, run: string, format: ReportFormat): Promise<string> {
  const found = await openRunFile(runFileOf(folder, run, reportFiles[format]));
  if (found.kind === 'other') throw damaged(run, `its ${reportFiles[format]} is ${found.what}`);
  if (found.kind === 'absent') throw await noReport(folder, run, format);
  await using handle = found.handle;
  return handle.readFile('utf8');
}

async function noReport(folder: string, run: string, format: ReportFormat): Promise<TemblorError> {
  const json = await openRunFile(runFileOf(folder, run, reportFiles.json));
  if (json.kind === 'file') await json.handle.close();
  return new TemblorError('no-report', `the run ${run} has no ${reportFiles[format]}`, {
    hint:
      format === 'html' && json.kind === 'file'
        ? `the dashboard was not built when it ran; build it (${buildDashboardCommand}) and run it again`
        : 'it still runs, or its lab was killed before the report was written',
  });
}

function parseReport(run: string, text: string): Report {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw damaged(run, `its ${reportFiles.json} is no whole JSON document`, error);
  }
  const parsed = reportSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') || 'the whole';
  throw damaged(
    run,
    `its ${reportFiles.json} is no report of this version (${place}: ${issue?.message})`,
    parsed.error,
  );
}

function damaged(run: string, what: string, cause?: unknown): TemblorError {
  return new TemblorError('report-damaged', `the report of the run ${run} is damaged: ${what}`, {
    hint: `put the file back, or run the experiment again; runs/${run}/journal.ndjson has what was measured`,
    cause,
  });
}
