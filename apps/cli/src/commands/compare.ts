import { readReportDocument } from '@temblor/control/runs/read-report';
import { resolveRun } from '@temblor/control/runs/run-folder';
import { cautionsOf, compareReports, renderComparison } from '@temblor/lab/report/compare';
import type { Command } from 'commander';
import { z } from 'zod';
import type { Surroundings } from '../command-context.ts';
import { define } from '../command-context.ts';

/** `temblor compare`: two runs side by side. */
export function addCompareCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('compare')
    .summary('compare the figures of two runs')
    .description('Shows the figures of two runs side by side, with the difference. No lab is needed.')
    .argument('<before>', 'a run: its name, a part of it that only it has, or: last')
    .argument('<after>', 'the other run')
    .addHelpText('after', '\nExamples:\n  $ temblor compare 20261122-0101 last\n');
  define(command, surroundings, z.object({}), async ({ output, folder }, words) => {
    const read = async (word: string) => {
      const run = await resolveRun(folder, word);
      return { run, report: await readReportDocument(folder, run) };
    };
    const before = await read(words[0] ?? '');
    const after = await read(words[1] ?? '');
    const figures = compareReports(before.report, after.report);
    const cautions = cautionsOf(before.report, after.report);
    const document = { before: before.run, after: after.run, cautions, figures };
    output.result(document, renderComparison(before.report, after.report));
    return 0;
  });
}
