import { join } from 'node:path';
import { labFolderName } from '@temblor/control/folder/lab-file';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { Command } from 'commander';
import { z } from 'zod';
import { chooseSystem } from '../choose-system.ts';
import { requireLab } from '../client/find-lab.ts';
import type { CommandContext, Surroundings } from '../command-context.ts';
import { connect, define } from '../command-context.ts';
import { cleanUp } from '../host/clean-up.ts';
import { askToEnd, isGoneWithin, killLab, labEndsWithinMs } from '../host/end-lab.ts';

const options = z.object({ all: z.boolean().default(false) });

/** `temblor down`: ends a system, and the lab with the last one. */
export function addDownCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('down')
    .summary('end a system; the lab ends with its last one')
    .description('Ends a system and returns when nothing of it is left. The lab ends with its last system.')
    .argument('[system]', 'the id of the system (default: the only one)')
    .option('--all', 'end the lab and everything in it, by force where it does not answer')
    .addHelpText('after', '\nExamples:\n  $ temblor down voting\n  $ temblor down --all\n');
  define(command, surroundings, options, down);
}

async function down(context: CommandContext, words: readonly string[], { all }: { all: boolean }): Promise<number> {
  return all ? await downAll(context) : await downOne(context, words[0]);
}

async function downOne(context: CommandContext, wanted: string | undefined): Promise<number> {
  const lab = requireLab(context.folder);
  const client = connect(context);
  const { id } = chooseSystem((await client.status()).systems, wanted, (one) => `temblor down ${one}`);
  const { labEnds } = await client.stop(id);
  if (labEnds && !(await isGoneWithin(lab, labEndsWithinMs, context.interrupt.signal))) {
    const what = `the lab (pid ${lab.pid}) has not ended after ${labEndsWithinMs / 1000} s`;
    throw new TemblorError('lab-not-ended', what, { hint: 'end it in any case: temblor down --all' });
  }
  return tell(context, [id], labEnds);
}

async function downAll(context: CommandContext): Promise<number> {
  const { folder, output, interrupt } = context;
  const lab = requireLab(folder);
  const asked = await askToEnd(lab, connect(context), interrupt.signal);
  if (asked.kind === 'ended') return tell(context, asked.systems, true);
  output.warn(`temblor: the lab (pid ${lab.pid}) ${asked.why}: it is killed, and its guardian ends what it ran`);
  const labFolder = join(folder, labFolderName);
  await killLab(lab, labFolder, interrupt.signal);
  const cleaned = await cleanUp(labFolder, interrupt.signal);
  if (cleaned !== undefined && cleaned.left.length > 0) {
    throw new TemblorError('processes-left', `the lab has ended, but not: pid ${cleaned.left.join(', ')}`, {
      hint: 'they wait for the kernel; see later: temblor cleanup',
    });
  }
  return tell(context, [], true);
}

function tell({ output }: CommandContext, ended: readonly string[], labEnded: boolean): number {
  const text = [...ended.map((id) => `${id} is down`), ...(labEnded ? ['the lab has ended'] : [])].join('\n');
  output.result({ ended, labEnded }, text);
  return 0;
}
