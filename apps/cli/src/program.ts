/** The command `temblor`: its commands and its words of help. */

import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import { Command, CommanderError } from 'commander';
import type { Surroundings } from './command-context.ts';
import { openOutput } from './command-context.ts';
import { addCheckCommand } from './commands/check.ts';
import { addCleanupCommand } from './commands/cleanup.ts';
import { addCompareCommand } from './commands/compare.ts';
import { addDashboardCommand } from './commands/dashboard.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addDownCommand } from './commands/down.ts';
import { addExploreCommand } from './commands/explore.ts';
import { addHealCommand } from './commands/heal.ts';
import { addInjectCommand } from './commands/inject.ts';
import { addLoadCommand } from './commands/load.ts';
import { addLogsCommand } from './commands/logs.ts';
import { addMonitorCommand } from './commands/monitor.ts';
import { addRaceCommand } from './commands/race.ts';
import { addReportCommand } from './commands/report.ts';
import { addRestartCommand } from './commands/restart.ts';
import { addRunCommand } from './commands/run.ts';
import { addRunsCommand } from './commands/runs.ts';
import { addSimCommand } from './commands/sim.ts';
import { addStartCommand } from './commands/start.ts';
import { addStatusCommand } from './commands/status.ts';
import { addSystemsCommand } from './commands/systems.ts';
import { addUpCommand } from './commands/up.ts';
import { commandName, proposeAs } from './output/command-name.ts';
import { version } from './version.ts';

const help = `
Start here:
  $ temblor start voting        lab, system and experiment in this terminal, the dashboard in the browser
  $ temblor run voting --quick  one experiment; the exit code is its verdict
  $ temblor doctor              what is missing on this machine

Exit codes: 0 passed, 1 failed, 2 inconclusive; 64 usage, 69 unavailable, 78 configuration, 130 interrupted.
`;

const groups: readonly (readonly [string, readonly ((program: Command, surroundings: Surroundings) => void)[]])[] = [
  [
    'Experiments:',
    [
      addStartCommand,
      addRunCommand,
      addSimCommand,
      addExploreCommand,
      addRunsCommand,
      addReportCommand,
      addCompareCommand,
      addCheckCommand,
    ],
  ],
  ['Systems:', [addSystemsCommand, addUpCommand, addDownCommand, addRestartCommand, addStatusCommand, addLogsCommand]],
  ['Seeing it:', [addDashboardCommand, addDemoCommand, addMonitorCommand]],
  ['Breaking things:', [addInjectCommand, addHealCommand, addLoadCommand, addRaceCommand]],
  ['This machine:', [addDoctorCommand, addCleanupCommand]],
];

/** Reads a command line and does what it says. Ends by `surroundings.exit`. */
export async function runProgram(args: readonly string[], surroundings: Surroundings): Promise<void> {
  const program = new Command('temblor')
    .description('A fault-tolerance laboratory: run real distributed systems, break them, measure how they heal.')
    .version(version, '-V, --version')
    .addHelpText('after', help)
    .helpCommand('help [command]', 'show the help of a command');
  for (const [heading, adders] of groups) {
    program.commandsGroup(heading);
    for (const add of adders) add(program, surroundings);
  }
  quieten(program, surroundings);
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const names = program.commands.map((command) => command.name());
    surroundings.exit(tell(error, args, names, surroundings));
  }
}

/** Has commander throw instead of printing and exiting by itself. */
function quieten(program: Command, surroundings: Surroundings): void {
  const name = commandName(surroundings.environment.TEMBLOR_CALLED);
  for (const command of [program, ...program.commands]) {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => surroundings.stdout.write(proposeAs(name, text)),
      writeErr: () => undefined,
    });
  }
}

/** @param names of all commands. */
function tell(
  error: CommanderError,
  args: readonly string[],
  names: readonly string[],
  surroundings: Surroundings,
): number {
  if (error.exitCode === 0) return 0;
  const output = openOutput(surroundings, args.includes('--json'));
  const [asked, unknown] = args;
  if (error.code === 'commander.help' && asked === 'help' && unknown !== undefined) {
    return output.fail(usageError('unknown-command', `unknown command '${unknown}'`, suggestName(unknown, names)));
  }
  if (error.code === 'commander.help') {
    output.warn(`temblor: name a command; see: temblor --help`);
    return 64;
  }
  const [message = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const hint = rest.join(' ').trim();
  const name = error.code.replace('commander.', '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const see = asked !== undefined && names.includes(asked) ? `see: temblor help ${asked}` : 'see: temblor --help';
  return output.fail(usageError(name, message, hint === '' ? see : hint));
}
