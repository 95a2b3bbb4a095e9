import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { isSameProcess } from '@temblor/runtime/processes/process-identity';
import type { Command } from 'commander';
import { z } from 'zod';
import { chooseSystem } from '../choose-system.ts';
import { requireLab } from '../client/find-lab.ts';
import type { CommandContext, Surroundings } from '../command-context.ts';
import { connect, define } from '../command-context.ts';

const options = z.object({ all: z.boolean().default(false) });

/** How long the lab may take to end after it was asked. */
const labEndsWithinMs = 20_000;

/** `temblor down`: ends a system, and the lab with the last one. */
export function addDownCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('down')
    .summary('end a system; the lab ends with its last one')
    .description('Ends a system and returns when nothing of it is left. The lab ends with its last system.')
    .argument('[system]', 'the id of the system (default: the only one)')
    .option('--all', 'end the lab and everything in it')
    .addHelpText('after', '\nExamples:\n  $ temblor down voting\n  $ temblor down --all\n');
  define(command, surroundings, options, down);
}

async function down(context: CommandContext, words: readonly string[], { all }: { all: boolean }): Promise<number> {
  const lab = requireLab(context.folder);
  const client = connect(context);
  const { systems } = await client.status();
  const ids = systems.map(({ id }) => id);
  const ended = all ? ids : [chooseSystem(systems, words[0]).id];
  const labEnds = all ? (await client.shutdown()).ending : (await client.stop(ended[0] ?? '')).labEnds;
  if (labEnds) {
    const gone = await pollUntil(() => !isSameProcess(lab.pid, lab.startTime), {
      timeoutMs: labEndsWithinMs,
      intervalMs: 20,
      signal: context.interrupt.signal,
    });
    if (gone === undefined) {
      throw new TemblorError(
        'lab-not-ended',
        `the lab (pid ${lab.pid}) has not ended after ${labEndsWithinMs / 1000} s`,
        {
          hint: `kill ${lab.pid}; its guardian then ends whatever is left`,
        },
      );
    }
  }
  const text = [...ended.map((id) => `${id} is down`), ...(labEnds ? ['the lab has ended'] : [])].join('\n');
  context.output.result({ ended, labEnded: labEnds }, text);
  return 0;
}
