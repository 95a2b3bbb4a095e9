import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalEvent } from '@temblor/lab/journal/event';
import { renderFiguresCsv } from '@temblor/lab/report/figures-csv';
import { renderJunit } from '@temblor/lab/report/junit';
import { renderMarkdown } from '@temblor/lab/report/markdown';
import type { Report } from '@temblor/lab/report/report-schema';
import { readDashboardBundle, renderReportPage } from './report-page.ts';
import { reportFiles } from './run-folder.ts';
import { pageBound, thinJournal } from './thin-journal.ts';

/** The figures that only this experiment has, for a spreadsheet. */
const figuresFile = 'figures.csv';

/**
 * Writes the reports of a run into its folder, each whole or not at all; `report.html` only where the dashboard is built.
 * @param bundleFolder where the built dashboard is.
 * @returns the names of the files.
 */
export async function writeReports(
  folder: string,
  report: Report,
  journal: readonly JournalEvent[],
  bundleFolder: string,
): Promise<string[]> {
  const bundle = await readDashboardBundle(bundleFolder);
  const texts: (readonly [string, () => string | Promise<string>])[] = [[reportFiles.md, () => renderMarkdown(report)]];
  if (bundle !== undefined) {
    const page = async () => renderReportPage(bundle, report, await thinJournal(journal, pageBound));
    texts.push([reportFiles.html, page]);
  }
  const { measurements = [] } = report;
  if (measurements.length > 0) texts.push([figuresFile, () => renderFiguresCsv(measurements)]);
  texts.push([reportFiles.junit, () => renderJunit(report)]);
  // Last: a folder with it is a finished run.
  texts.push([reportFiles.json, () => `${JSON.stringify(report, null, 2)}\n`]);
  for (const [name, render] of texts) {
    const file = join(folder, name);
    await writeWhole(file, await render());
  }
  return texts.map(([name]) => name);
}

/** Writes a file whole or not at all, also on a full disk. Rejects with the system's error. */
async function writeWhole(file: string, text: string): Promise<void> {
  const part = `${file}.part`;
  try {
    await writeFile(part, text);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
