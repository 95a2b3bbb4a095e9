import type { SystemStatus } from '@temblor/control/api/schemas';
import type { Report } from '@temblor/lab/report/report-schema';
import type { Command } from 'commander';
import { z } from 'zod';
import type { CommandContext, Surroundings } from '../command-context.ts';
import { define } from '../command-context.ts';
import { describeLink, linkIfBuilt } from '../dashboard/dashboard-link.ts';
import type { UsedLab } from '../host/use-lab.ts';
import { hostHere } from '../host/use-lab.ts';
import { collect, ports, settings, wholeNumber } from '../input/option-types.ts';
import { readFinishedRun } from '../progress/finish-run.ts';
import type { ShownJournal } from '../progress/follow-run.ts';
import { followRun, showJournal } from '../progress/follow-run.ts';
import { nextSteps } from '../views/next-steps.ts';

const options = z.object({
  experiment: z.union([z.string(), z.boolean()]).default(true),
  quick: z.boolean().default(false),
  repeats: wholeNumber(1, 1000).default(1),
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  ports,
  set: settings,
  store: settings,
  open: z.boolean().default(true),
});
type StartOptions = z.output<typeof options>;

/** `temblor start`: lab and system in this terminal, with the experiment, until Ctrl-C. */
export function addStartCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('start')
    .summary('start a system here, run its experiment, and stay up')
    .description(
      'Opens the lab of this folder in this terminal and its dashboard in the browser, starts a system, runs its ' +
        'experiment with the phases live, and stays up until Ctrl-C, so that you can go on breaking it there or from ' +
        'another terminal.',
    )
    .argument('[system]', 'the system, see: temblor systems', 'voting')
    .option('--experiment <name>', "the experiment (default: the system's first)")
    .option('--no-experiment', 'only start it')
    .option('--quick', 'fewer samples and shorter phases')
    .option('--repeats <count>', 'run the phases so many times')
    .option('--seed <number>', 'the same seed gives the same schedule')
    .option('--ports <policy>', 'preferred: a free port where one is taken; strict: an error; auto: free ports always')
    .option('--set <name=value>', 'environment of every instance', collect)
    .option('--store <name=url>', 'a database server to use instead of an embedded one', collect)
    .option('--no-open', 'do not open the dashboard; its link is printed')
    .addHelpText(
      'after',
      '\nExamples:\n  $ temblor start voting\n  $ temblor start voting --no-experiment --ports auto\n',
    );
  define(command, surroundings, options, start);
}

async function start(context: CommandContext, words: readonly string[], given: StartOptions): Promise<number> {
  const [name = 'voting'] = words;
  const { output, interrupt } = context;
  await using lab = await hostHere(context, {
    ports: given.ports,
    endsWhenIdle: true,
    wanted: { system: name, experiment: wantedExperiment(given) },
  });
  const link = linkIfBuilt(lab, name);
  output.note(`the lab of ${context.folder} is open: ${lab.url}\n${describeLink(link)}`);
  if (given.open && link !== null) context.openBrowser?.(link);
  const items = await lab.client.followJournal(1);
  const shown = showJournal(items, name, output, interrupt.signal);
  const system = await lab.client.start({
    system: name,
    ports: given.ports,
    environment: given.set,
    storeUrls: given.store,
    ...(given.seed === undefined ? {} : { seed: given.seed }),
  });
  await shown.untilReady();
  const document = given.experiment === false ? undefined : await runHere(context, lab, shown, given, system);
  output.result({ ...(document ?? system), dashboard: link }, '');
  output.note(nextSteps(await lab.client.status(), system.id, describeLink(link)));
  const reason = await Promise.race([lab.endRequested, interrupted(interrupt.signal)]);
  output.area.clear();
  output.note(reason === undefined ? 'ending …  (again to end at once)' : `the lab ends: ${reason}`);
  return reason === undefined ? 130 : 0;
}

/** The experiment that is asked for; undefined for none. */
function wantedExperiment({ experiment }: StartOptions): { name: string | undefined } | undefined {
  if (experiment === false) return undefined;
  return { name: typeof experiment === 'string' ? experiment : undefined };
}

/** Runs the experiment on the system that was just started. @returns its report. */
async function runHere(
  { output, folder }: CommandContext,
  { client }: UsedLab,
  shown: ShownJournal,
  given: StartOptions,
  system: SystemStatus,
): Promise<Report> {
  const started = await client.startRun({
    system: system.system,
    on: system.id,
    quick: given.quick,
    repeats: given.repeats,
    ...(given.seed === undefined ? {} : { seed: given.seed }),
    ...(typeof given.experiment === 'string' ? { experiment: given.experiment } : {}),
  });
  const status = await followRun(client, shown, started, output);
  const { report, table, files } = await readFinishedRun(folder, status);
  output.note(`\n${table}\n${files}`);
  return report;
}

function interrupted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
