import { readReport, readReportDocument } from '@temblor/control/runs/read-report';
import { reportFiles, resolveRun } from '@temblor/control/runs/run-folder';
import type { Report } from '@temblor/lab/report/report-schema';
import { renderSimulationTable } from '@temblor/lab/report/simulation-table';
import { renderTable } from '@temblor/lab/report/table';
import type { Command } from 'commander';
import { z } from 'zod';
import type { Surroundings } from '../command-context.ts';
import { define } from '../command-context.ts';

const options = z.object({
  format: z.enum(['table', 'md', 'json', 'html', 'junit'], 'one of: table, md, json, html, junit').default('table'),
  path: z.boolean().default(false),
});

function renderText(report: Report): string {
  const { simulation, verdict } = report;
  return simulation === undefined ? renderTable(report) : renderSimulationTable(verdict, simulation);
}

/** `temblor report`: a run's report. */
export function addReportCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('report')
    .summary("print a run's report")
    .description('Prints the report of a run. No lab is needed.')
    .argument('[run]', 'its name, a part of it that only it has, or: last', 'last')
    .option('--format <format>', 'table, md, json, html or junit (default: table)')
    .option('--path', 'print where the file is instead (of the HTML, unless a format is given)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ temblor report\n  $ temblor report last --format md\n  $ xdg-open "$(temblor report --path)"\n',
    );
  define(command, surroundings, options, async ({ output, folder }, words, { format, path }) => {
    const run = await resolveRun(folder, words[0] ?? 'last');
    const document = await readReportDocument(folder, run);
    if (path) {
      const file = `${folder}/runs/${run}/${reportFiles[format === 'table' ? 'html' : format]}`;
      output.result({ run, file }, file);
    } else {
      const text = format === 'table' ? `${run}\n\n${renderText(document)}` : await readReport(folder, run, format);
      output.quoteResult(document, text);
    }
    return 0;
  });
}
