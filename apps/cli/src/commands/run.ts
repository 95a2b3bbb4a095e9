import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { RunStatus } from '@temblor/control/api/schemas';
import { readReport } from '@temblor/control/runs/read-report';
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { Command } from 'commander';
import { z } from 'zod';
import type { LabClient } from '../client/lab-client.ts';
import type { CommandContext, Surroundings } from '../command-context.ts';
import { define } from '../command-context.ts';
import { useOrHostLab } from '../host/use-lab.ts';
import { collect, names, ports, settings, wholeNumber } from '../input/option-types.ts';
import { inOptionsOfRun } from '../input/options-of-run.ts';
import { describeReports, readFinishedRun } from '../progress/finish-run.ts';
import { followRun, showJournal } from '../progress/follow-run.ts';

const options = z.object({
  quick: z.boolean().default(false),
  repeats: wholeNumber(1, 1000).default(1),
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  phases: names.optional(),
  ports,
  set: settings,
  store: settings,
  on: z.string().optional(),
  useRunning: z.boolean().default(false),
  junit: z.string().optional(),
});
/** How long the orderly end of a run may take. */
const abortWithinMs = 30_000;

type RunOptions = z.output<typeof options>;

/** `temblor run`: one experiment, from nothing to a verdict. */
export function addRunCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('run')
    .summary('run an experiment and exit with its verdict')
    .description(
      'Starts a system of its own, runs an experiment on it, writes the reports, and ends the system. ' +
        'Exits with 0 when it passed, 1 when it failed, 2 when it is inconclusive.',
    )
    .argument('<system>', 'the system, see: temblor systems')
    .argument('[experiment]', "the experiment (default: the system's first)")
    .option('--quick', 'fewer samples and shorter phases')
    .option('--repeats <count>', 'run the phases so many times')
    .option('--seed <number>', 'the same seed gives the same schedule')
    .option('--phases <names>', 'only these phases, divided by commas')
    .option('--ports <policy>', 'preferred: a free port where one is taken; strict: an error; auto: free ports always')
    .option('--set <name=value>', 'environment of every instance; shown in the report, secrets masked', collect)
    .option('--store <name=url>', 'a database server to use instead of an embedded one', collect)
    .option('--on <id>', 'use the running system of this id')
    .option('--use-running', 'use the running system of the same name')
    .option('--junit <file>', 'write the JUnit XML there too')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  $ temblor run voting --quick\n' +
        '  $ temblor run voting --repeats 30 --seed 7\n' +
        '  $ temblor run voting --phases baseline,crash --json > report.json\n' +
        '  $ temblor run voting --junit results/temblor.xml    # in CI; the exit code is the verdict\n',
    );
  define(command, surroundings, options, run);
}

async function run(context: CommandContext, words: readonly string[], given: RunOptions): Promise<number> {
  const [system = '', experiment] = words;
  const { output, interrupt, folder } = context;
  await using lab = await useOrHostLab(context, {
    ports: given.ports,
    wanted: { system, experiment: { name: experiment } },
  });
  const { client } = lab;
  const items = await client.followJournal(lab.hosted ? 1 : undefined);
  const on = given.on ?? (given.useRunning ? system : undefined);
  const { quick, repeats, seed, phases } = given;
  const wish = {
    system,
    quick,
    repeats,
    ports: given.ports,
    environment: given.set,
    storeUrls: given.store,
    ...(experiment === undefined ? {} : { experiment }),
    ...(seed === undefined ? {} : { seed }),
    ...(phases === undefined ? {} : { phases }),
    ...(on === undefined ? {} : { on }),
  };
  const started = await client.startRun(wish).catch((error: unknown) => {
    throw inOptionsOfRun(error);
  });
  output.note(`run ${started.run}`);
  const shown = showJournal(items, started.on, output, interrupt.signal);
  try {
    const status = await followRun(client, shown, started, output);
    const finished = await readFinishedRun(folder, status);
    if (given.junit !== undefined) await copyJunit(folder, status.run, resolve(given.junit));
    output.result(finished.report, `\n${finished.table}\n${finished.files}`);
    return finished.exitCode;
  } catch (error) {
    if (interrupt.signal.aborted) await abort(client, started, context);
    throw error;
  }
}

/** Writes a run's JUnit XML where a CI system looks for it; the folder is made where it is not there. */
async function copyJunit(folder: string, run: string, file: string): Promise<void> {
  const text = await readReport(folder, run, 'junit');
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw new TemblorError('junit-not-written', `the JUnit XML cannot be written: ${messageOf(error)}`, {
      hint: `it is in the folder of the run too: temblor report ${run} --format junit`,
      exitCode: 73,
      cause: error,
    });
  }
}

/** After an interruption: the run ends in order, and its report says that it was aborted. */
async function abort(client: LabClient, { run }: RunStatus, { output }: CommandContext): Promise<void> {
  output.note('ending the run …  (again to end at once)');
  const patient = client.withSignal(AbortSignal.timeout(abortWithinMs));
  try {
    const status = await patient.abortRun(run);
    if (status.state.kind === 'finished') output.note(`of what was done until then: ${describeReports(status)}`);
  } catch (error) {
    output.warn(`the run could not be ended in order: ${messageOf(error)}`);
  }
}
