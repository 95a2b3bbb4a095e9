import { join } from 'node:path';
import { labFolderName } from '@temblor/control/folder/lab-file';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { Command } from 'commander';
import { z } from 'zod';
import { findLab } from '../client/find-lab.ts';
import type { CommandContext, Surroundings } from '../command-context.ts';
import { define } from '../command-context.ts';
import { cleanUp } from '../host/clean-up.ts';

/** `temblor cleanup`: ends what a dead lab left. */
export function addCleanupCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('cleanup')
    .summary('end what a lab that died left behind, and say what it was')
    .description(
      'Ends processes and removes folders that a lab of this folder recorded and could not end itself, because lab and ' +
        'guardian were killed together. Processes are known by pid and start time, never by name.',
    )
    .addHelpText('after', '\nExamples:\n  $ temblor cleanup\n');
  define(command, surroundings, z.object({}), cleanup);
}

async function cleanup({ folder, output, interrupt }: CommandContext): Promise<number> {
  const running = findLab(folder);
  if (running !== undefined) throw labRunning(`pid ${running.pid}, ${running.url}`);
  const cleaned = await cleanUp(join(folder, labFolderName), interrupt.signal);
  if (cleaned === undefined) throw labRunning('it is starting or ending just now');
  const { ended, removedFolders, left, staleLabFile } = cleaned;
  const lines = [
    ...ended.map(({ name, pid }) => `ended ${name} (pid ${pid})`),
    ...removedFolders.map((path) => `removed ${path}`),
    ...(staleLabFile ? ['removed the file of a lab that is dead'] : []),
    ...left.map((pid) => `pid ${pid} did not end, not even by SIGKILL: it waits for the kernel`),
  ];
  const text = lines.length === 0 ? 'there is nothing to clean up' : lines.join('\n');
  output.result({ ended, removedFolders, left, staleLabFile }, text);
  return left.length === 0 ? 0 : 1;
}

function labRunning(who: string): TemblorError {
  return new TemblorError('lab-running', `a lab runs in this folder (${who})`, { hint: 'end it: temblor down --all' });
}
