import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { Command } from 'commander';
import { z } from 'zod';
import { findSystem } from '../choose-system.ts';
import type { CommandContext, Surroundings } from '../command-context.ts';
import { connect, define } from '../command-context.ts';

const options = z.object({ all: z.boolean().default(false), system: z.string().optional() });

/** `temblor heal`: ends faults before their time. */
export function addHealCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('heal')
    .summary('end a fault, or all of them, before their time')
    .description('Ends faults before their time. Without a fault and without --all it ends the only one.')
    .argument('[faults...]', 'their ids, see: temblor status')
    .option('--all', 'every fault of every system')
    .option('--system <id>', 'only faults of this system')
    .addHelpText('after', '\nExamples:\n  $ temblor heal f3\n  $ temblor heal --all\n');
  define(command, surroundings, options, heal);
}

async function heal(
  context: CommandContext,
  words: readonly string[],
  given: z.output<typeof options>,
): Promise<number> {
  const client = connect(context);
  const { systems } = await client.status();
  const meant = given.system === undefined ? systems : [findSystem(systems, given.system)];
  const acting = meant.flatMap(({ id, faults }) => faults.map((fault) => ({ system: id, fault: fault.id })));
  const ids = acting.map(({ fault }) => fault);
  for (const word of words) {
    if (!ids.includes(word)) {
      if (systems.some(({ id }) => id === word)) {
        const hint = `every fault of it: temblor heal --all --system ${word}`;
        throw usageError('unknown-fault', `'${word}' is a system, and no fault`, hint);
      }
      const hint = ids.length === 0 ? 'no fault acts now' : suggestName(word, ids);
      throw usageError('unknown-fault', `no fault '${word}' acts`, hint);
    }
  }
  if (words.length === 0 && !given.all && acting.length > 1) {
    throw usageError('ambiguous-fault', `${acting.length} faults act`, `name some of ${ids.join(', ')}, or give --all`);
  }
  const chosen = words.length === 0 ? acting : acting.filter(({ fault }) => words.includes(fault));
  await Promise.all(chosen.map(({ system, fault }) => client.heal(system, fault)));
  const lifted = chosen.map(({ fault }) => fault);
  context.output.result({ lifted }, lifted.length === 0 ? 'no fault acts' : `healed: ${lifted.join(', ')}`);
  return 0;
}
