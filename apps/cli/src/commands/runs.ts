import { listRuns } from '@temblor/control/runs/list-runs';
import type { Command } from 'commander';
import { z } from 'zod';
import type { Surroundings } from '../command-context.ts';
import { define } from '../command-context.ts';
import { formatTable } from '../output/table.ts';

/** `temblor runs`: the run folders. */
export function addRunsCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('runs')
    .summary('list the runs of this folder')
    .description('Lists the folders under runs/, oldest first, with their verdicts. No lab is needed.')
    .addHelpText('after', '\nExamples:\n  $ temblor runs\n  $ temblor runs --json | jq -r .runs[-1].run\n');
  define(command, surroundings, z.object({}), async ({ output, folder }) => {
    const runs = await listRuns(folder);
    const rows = runs.map(({ run, verdict, report, startedAt }) => [
      run,
      verdict ?? (report === 'damaged' ? 'report damaged' : 'no report'),
      startedAt ?? '–',
    ]);
    const table = formatTable([{ heading: 'RUN' }, { heading: 'VERDICT' }, { heading: 'STARTED' }], rows, output.paint);
    output.result({ runs }, runs.length === 0 ? 'no runs yet; make one: temblor run voting --quick' : table);
    return 0;
  });
}
