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
import { isAsGraveAs, recordLevels, renderLogText } from '../views/log-record.ts';

const mostLines = 100_000;

const options = z.object({
  follow: z.boolean().default(false),
  lines: wholeNumber(1, mostLines).default(100),
  level: z.enum(recordLevels, `one of: ${recordLevels.join(', ')}`).optional(),
  raw: z.boolean().default(false),
  system: z.string().optional(),
});

/** `temblor logs`: what instances print. */
export function addLogsCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('logs')
    .summary('show what instances printed; -f follows')
    .description(
      'Shows the last lines that instances printed, all of them or some, in the order of time. JSON records of a logger are ' +
        'told in words.',
    )
    .argument('[instances...]', 'only these instances')
    .option('-f, --follow', 'go on with what they print, until Ctrl-C or the end of the system')
    .option('-n, --lines <count>', 'the last so many lines (default: 100)')
    .option(
      '--level <level>',
      `only records of this level or graver (${recordLevels.join(', ')}), and lines without one`,
    )
    .option('--raw', 'lines as they were printed')
    .option('--system <id>', 'the system, where several run')
    .addHelpText('after', '\nExamples:\n  $ temblor logs -n 20 voter\n  $ temblor logs -f --level warn inventory-1\n');
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
  const format = (line: LogLineDocument): string => {
    const mark = line.stream === 'stderr' ? output.paint.bad('!') : ' ';
    const text = given.raw ? line.text : renderLogText(line, output.paint);
    return `${output.paint.dim(padTo(line.instance, width, 'right'))} ${mark} ${text}`;
  };
  const isWanted = isAsGraveAs(given.level);
  // Followed before it is read, so that nothing is missed between the two.
  const following = given.follow ? await client.followLogs(system.id, words) : undefined;
  const kept = await client.logs(system.id, words, given.level === undefined ? given.lines : mostLines);
  const lines = kept.filter(isWanted).slice(-given.lines);
  if (lines.length === 0) output.note('there is no such line among those that the lab has kept');
  output.quoteResult({ lines }, lines.map(format).join('\n'));
  const readUntilUs = kept.at(-1)?.atUs ?? Number.NEGATIVE_INFINITY;
  for await (const item of following ?? []) {
    if (item.kind === 'gap') output.quote(output.paint.warning(`(${item.missed} lines left out)`));
    else if (item.line.atUs > readUntilUs && isWanted(item.line)) output.quote(format(item.line));
  }
  return 0;
}
