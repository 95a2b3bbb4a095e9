import { plantedBugs as causalBugs } from '@temblor/simulator/causal/planted-bugs';
import { plantedBugs } from '@temblor/simulator/raft/planted-bugs';
import { faultKinds } from '@temblor/simulator/subjects/fault-kinds';
import type { Command } from 'commander';
import type { Surroundings } from '../command-context.ts';
import { define } from '../command-context.ts';
import { simOptions } from '../sim/sim-options.ts';

const help = `
Every seed is a run of its own in virtual time: a plan of faults and of what clients ask is drawn from it, and every rule is
checked at every step. The first seed that breaks a rule is shrunk to the few faults and operations that it takes, and told
with a space-time diagram and the command that replays it. The same seed and options give the same run on every machine.

  raft            elections, replication, snapshots, membership: nothing may be found
  bully           the highest node leads: not safe under partition, and this shows it
  causal          a broadcast in causal and in total order: nothing may be found
  replay <seed>   one seed again, in detail
  replay <run>    the folder of a run, or its plan.json: what a failure was shrunk to

Faults (--faults takes names divided by commas, none, or all):
${Object.entries(faultKinds)
  .map(([name, text]) => `  ${name.padEnd(20)}${text}`)
  .join('\n')}

Bugs of raft (--bug takes one): each is found within 2000 seeds
${plantedBugs.map(({ name, text }) => `  ${name.padEnd(25)}${text}`).join('\n')}

Bugs of causal:
${causalBugs.map(({ name, text }) => `  ${name.padEnd(25)}${text}`).join('\n')}

Exit codes: 0 nothing found; 1 a rule was broken; 2 undecided, interrupted, or what must happen in 1000 seeds did not.

Examples:
  $ temblor sim raft --seeds 10000
  $ temblor sim raft --bug vote-not-persisted
  $ temblor sim bully
  $ temblor sim raft --explain
  $ temblor sim replay 17 --save
`;

/** `temblor sim`: protocols in virtual time, seed by seed. */
export function addSimCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('sim')
    .summary('test a protocol in virtual time, with every fault, seed by seed')
    .description('Simulates a protocol under faults drawn from seeds, and checks it at every step. No lab is needed.')
    .argument('<what>', 'raft, bully, causal, or: replay')
    .argument('[run]', 'with replay: a seed, the folder of a run, or its plan.json')
    .option('--seeds <number>', 'how many seeds (default: 1000)')
    .option('--seed <number>', 'the first seed (default: 1)')
    .option('--nodes <number>', 'nodes of the cluster (default: 5)')
    .option('--faults <names>', 'which kinds of faults may happen: see below (default: all)')
    .option('--until <duration>', 'how long a run is in virtual time (default: 60s)')
    .option('--bug <name>', 'plant a bug, which must be found: see below')
    .option('--subject <name>', 'with replay: what is simulated (default: raft)')
    .option('--workers <number>', 'worker threads; what is found does not depend on it (default: one a core)')
    .option('--events <number>', 'how many events explain a violation at most (default: 15)')
    .option('--explain', 'say what every rule and every counter means, and run nothing')
    .option('--save', 'keep a run as a journal also where nothing was found: the first seed')
    .addHelpText('after', help);
  define(command, surroundings, simOptions, async (context, words, given) => {
    // Loaded late: no other command needs a simulator.
    const { simulate } = await import('../sim/simulate.ts');
    return simulate(context, words, given);
  });
}
