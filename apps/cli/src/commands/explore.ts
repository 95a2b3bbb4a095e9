import { plantedBugs } from '@temblor/system-reservations/planted-bugs';
import type { Command } from 'commander';
import type { Surroundings } from '../command-context.ts';
import { define } from '../command-context.ts';
import { exploreOptions } from '../explore/explore-options.ts';

const help = `
What the services of a system decide runs in a virtual world, scenario by scenario. Every commit, call and answer of a run
is an effect with a number. Then the scenario is run again for every fault at every effect, one at a time: its process
crashes before or after it, or is paused for longer than its leases; a request is lost, late or doubled, an answer is lost;
a commit fails, or happens without a word. After each run the books are checked, and what clients were told.

--pairs tries two faults together, all pairs there are or, evenly spread, as many as --limit allows.

--real disturbs real processes instead: the system is started, and at each of --points points, which the seed draws among
the effects of a run, one of its processes is killed before or after an effect, or a call of its is lost or late, while
clients reserve. Every saga has to end within 5 s once everything runs again, and the books are checked after each point.
A line tells of each point, and --point tries one of them again.

Systems: reservations
Bugs of reservations (--bug takes one): ${plantedBugs.join(', ')}

Exit codes: 0 nothing found, which is said where a bug was planted; 1 a rule was broken; 2 interrupted.

Examples:
  $ temblor explore reservations
  $ temblor explore reservations --pairs
  $ temblor explore reservations --bug no-tombstones
  $ temblor explore reservations --scenario last-seat --point 12,3
  $ temblor explore reservations --real --points 20
  $ temblor explore reservations --real --seed 7 --point 12
`;

/** `temblor explore`: every crash point of the services of a system. */
export function addExploreCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('explore')
    .summary('try every fault at every effect of a system’s services, in virtual time')
    .description(
      'Tries every crash point of the services of a system, and checks its books after each. No lab is needed.',
    )
    .argument('<system>', 'reservations')
    .option('--pairs', 'two faults at a time')
    .option('--limit <count>', 'with --pairs: how many at most (default: 100000)')
    .option('--seed <number>', 'draws waits, and which pairs are tried where not all are (default: 1)')
    .option('--bug <name>', 'plant a bug, which must be found: see below')
    .option('--scenario <name>', 'this one alone')
    .option(
      '--point <number>',
      'with --scenario: one run again, in detail; N, or N,M of a pair, or none; with --real: one point, N',
    )
    .option('--real', 'real processes, which takes a second or two a point')
    .option('--points <count>', 'with --real: how many points are tried (default: 200)')
    .addHelpText('after', help);
  define(command, surroundings, exploreOptions, async (context, words, given) => {
    // Loaded late: no other command needs it.
    if (given.real) {
      const { exploreProcesses } = await import('../explore/real/explore-processes.ts');
      return exploreProcesses(context, words, given);
    }
    const { explore } = await import('../explore/explore.ts');
    return explore(context, words, given);
  });
}
