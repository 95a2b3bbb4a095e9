import type { SystemStatus } from '@temblor/control/api/schemas';
import type { LabFile } from '@temblor/control/folder/lab-file';
import type { Command } from 'commander';
import { z } from 'zod';
import { findLab } from '../client/find-lab.ts';
import { LabClient } from '../client/lab-client.ts';
import type { CommandContext, Surroundings } from '../command-context.ts';
import { define } from '../command-context.ts';
import { describeLink, linkIfBuilt } from '../dashboard/dashboard-link.ts';
import { startBackgroundLab } from '../host/start-background-lab.ts';
import { refuseLateSettings } from '../input/late-settings.ts';
import { collect, portPolicy, settings, wholeNumber } from '../input/option-types.ts';
import { showJournal } from '../progress/follow-run.ts';
import { renderSystem } from '../views/status-view.ts';

const options = z.object({
  id: z.string().optional(),
  ports: portPolicy.optional(),
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  set: settings,
  store: settings,
});

/** `temblor up`: a system in the background. */
export function addUpCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('up')
    .summary('start a system in the background; returns when it is ready')
    .description(
      'Starts a system in the lab of this folder, and the lab in the background if none runs. ' +
        'Returns when every instance has passed its health check. The lab prints to .temblor/lab.log.',
    )
    .argument('<system>', 'the system, see: temblor systems')
    .option('--id <id>', 'run it under this id: several of one kind run side by side')
    .option('--ports <policy>', 'preferred: a free port where one is taken; strict: an error; auto: free ports always')
    .option('--seed <number>', 'of everything random in it')
    .option('--set <name=value>', 'environment of every instance', collect)
    .option('--store <name=url>', 'a database server to use instead of an embedded one', collect)
    .addHelpText('after', '\nExamples:\n  $ temblor up voting\n  $ temblor up voting --id second --ports auto\n');
  define(command, surroundings, options, up);
}

async function up(context: CommandContext, words: readonly string[], given: z.output<typeof options>): Promise<number> {
  const [system = ''] = words;
  const { output, folder, interrupt } = context;
  const running = findLab(folder);
  const lab = running ?? (await startBackgroundLab(context, given.ports ?? 'preferred'));
  const client = new LabClient(lab, interrupt.signal);
  const id = given.id ?? system;
  const already = (await client.status()).systems.find((entry) => entry.id === id);
  if (already?.state === 'running' && already.system === system && given.id === undefined) {
    refuseLateSettings(id, given);
    output.note(`${id} is up already`);
    return finish(context, lab, already);
  }
  const items = await client.followJournal(running === undefined ? 1 : undefined);
  const journal = showJournal(items, id, output, interrupt.signal);
  try {
    const status = await client.start({
      system,
      ports: given.ports ?? 'preferred',
      environment: given.set,
      storeUrls: given.store,
      ...(given.id === undefined ? {} : { id: given.id }),
      ...(given.seed === undefined ? {} : { seed: given.seed }),
    });
    await journal.untilReady();
    return finish(context, lab, status);
  } catch (error) {
    const patient = client.withSignal(AbortSignal.timeout(15_000));
    // A lab that was only opened for this ends with it; an interrupted start in another's lab is given up.
    if (running === undefined) await patient.shutdown().catch(() => undefined);
    else if (interrupt.signal.aborted) await patient.stop(id).catch(() => undefined);
    throw error;
  }
}

function finish({ output }: CommandContext, lab: LabFile, status: SystemStatus): number {
  const link = linkIfBuilt(lab, status.id);
  const text = `\n${renderSystem(status, output.paint, false)}\n${describeLink(link)}`;
  output.result({ ...status, dashboard: link }, text);
  return 0;
}
