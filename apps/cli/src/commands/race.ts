import { usageError } from '@temblor/foundation/errors/temblor-error';
import { drawSeed } from '@temblor/foundation/randomness/random';
import type { Command } from 'commander';
import { z } from 'zod';
import type { CommandContext, Surroundings } from '../command-context.ts';
import { define } from '../command-context.ts';
import { ports, wholeNumber } from '../input/option-types.ts';
import { planRace } from '../race/race-plan.ts';
import { renderRace, verdictOf } from '../race/race-view.ts';

const many = wholeNumber(1, 100_000).optional();
const options = z.object({
  seats: many,
  requests: many,
  concurrency: many,
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  faults: z.boolean().default(false),
  id: z.string().optional(),
  ports,
});
type GivenOptions = z.output<typeof options>;

const help = `
What clients are told in the end is counted, and then the books are read: the verdict is that of the race's checks. With
--faults the race's faults act from its beginning, each for its time at most; one that nobody saw act makes it inconclusive.
Exits with 0 when it passed, 1 when it failed, 2 when it is inconclusive.

Examples:
  $ temblor race reservations
  $ temblor race reservations --seats 100 --requests 1000
  $ temblor race reservations --seats 100 --requests 1000 --faults --seed 7
  $ temblor race reservations --ports auto --json > race.json
`;

/** `temblor race`: many clients, few seats. */
export function addRaceCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('race')
    .summary('let many clients want few things at once, and check who got them')
    .description(
      'Plays the race that a system declares, such as two clients for the last seat, on the system that is up in this ' +
        'folder, or on one that is started for it and ended again.',
    )
    .argument('<system>', 'the system, see: temblor systems')
    .option('--seats <count>', 'how many there are to be had (default: 1)')
    .option('--requests <count>', 'how many clients want one (default: one more than there are seats)')
    .option('--concurrency <count>', 'how many of them at once (default: all)')
    .option('--seed <number>', 'the same seed gives the same clients')
    .option('--faults', 'with the faults that the race declares')
    .option('--id <id>', 'race on the system that runs under this id')
    .option('--ports <policy>', 'preferred: a free port where one is taken; strict: an error; auto: free ports always')
    .addHelpText('after', help);
  define(command, surroundings, options, race);
}

async function race(context: CommandContext, words: readonly string[], given: GivenOptions): Promise<number> {
  const [name = ''] = words;
  // Loaded late, as the lab is: no other command needs them.
  const { knownSystems } = await import('../host/known-systems.ts');
  const { findRace } = await import('../race/find-race.ts');
  const { playRace } = await import('../race/play-race.ts');
  const declared = findRace(await knownSystems(context.folder, context.configFile), name);
  if (given.faults && declared.faults.length === 0) {
    throw usageError('no-faults', `the race of '${name}' declares no faults`, 'leave --faults out');
  }
  const faults = given.faults ? declared.faults : [];
  const { module, title } = declared;
  const played = await playRace(context, {
    ...{ system: name, id: given.id, ports: given.ports, module, title, faults },
    options: planRace(given, given.seed ?? drawSeed(), faults),
  });
  const verdict = verdictOf(played);
  const document = { system: name, race: title, verdict, ...played.options, ...played.result };
  context.output.result({ ...document, faults: played.faults }, `\n${renderRace(title, played, context.output.paint)}`);
  return { passed: 0, failed: 1, inconclusive: 2 }[verdict];
}
