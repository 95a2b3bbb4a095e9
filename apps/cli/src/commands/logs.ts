import type { LogLineDocument } from '@temblor/control/api/schemas';
import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { Command } from 'commander';
import { z } from 'zod';
import { chooseSystem } from '../choose-system.ts';
import type { CommandContext, Surroundings } from '../command-context.ts';
import { connect, define } from '../command-context.ts';
import { wholeNumber } from '../input/option-types.ts';
import { padTo } from '../output/text-width.ts';

const options = z.object({
  follow: z.boolean().default(false),
  lines: wholeNumber(1, 100_000).default(100),
  system: z.string().optional(),
});

/** `temblor logs`: what instances print. */
export function addLogsCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('logs')
    .summary('show what instances printed; -f follows')
    .description('Shows the last lines that instances printed, all of them or some, in the order of time.')
    .argument('[instances...]', 'only these instances')
    .option('-f, --follow', 'go on with what they print, until Ctrl-C or the end of the system')
    .option('-n, --lines <count>', 'the last so many lines (default: 100)')
    .option('--system <id>', 'the system, where several run')
    .addHelpText('after', '\nExamples:\n  $ temblor logs -n 20 voter\n  $ temblor logs -f inventory-1 inventory-2\n');
  define(command, surroundings, options, logs);
}

async function logs(
  context: CommandContext,
  words: readonly string[],
  given: z.output<typeof options>,
): Promise<number> {
  const { output } = context;
  if (given.follow && output.json) {
    throw usageError('invalid-option', '--follow has no end, and --json prints one document', 'leave one of them out');
  }
  const client = connect(context);
  const system = chooseSystem(
    (await client.status()).systems,
    given.system,
    (id) => `temblor logs ${[...words, '--system', id].join(' ')}`,
  );
  const known = system.instances.map(({ id }) => id);
  for (const word of words) {
    if (!known.includes(word)) {
      throw usageError('unknown-instance', `there is no instance '${word}'`, suggestName(word, known));
    }
  }
  const width = Math.max(...known.map((id) => id.length));
  const format = ({ instance, stream, text }: LogLineDocument): string => {
    const mark = stream === 'stderr' ? output.paint.bad('!') : ' ';
    return `${output.paint.dim(padTo(instance, width, 'right'))} ${mark} ${text}`;
  };
  const lines = await client.logs(system.id, words, given.lines);
  output.quoteResult({ lines }, lines.map(format).join('\n'));
  if (!given.follow) return 0;
  for await (const item of client.followLogs(system.id, words)) {
    output.quote(item.kind === 'line' ? format(item.line) : output.paint.warning(`(${item.missed} lines left out)`));
  }
  return 0;
}
