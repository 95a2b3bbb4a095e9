import type { SystemSummary } from '@temblor/control/api/schemas';
import { summarizeSystem } from '@temblor/control/systems/system-status';
import type { Command } from 'commander';
import { z } from 'zod';
import { findLab } from '../client/find-lab.ts';
import { LabClient } from '../client/lab-client.ts';
import type { CommandContext, Surroundings } from '../command-context.ts';
import { define } from '../command-context.ts';

/** `temblor systems`: what can be started. */
export function addSystemsCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('systems')
    .summary('list the systems and their experiments')
    .description('Lists the systems that come with temblor and those of temblor.config.ts, with their experiments.')
    .addHelpText('after', '\nExamples:\n  $ temblor systems\n  $ temblor systems --config ./other.config.ts --json\n');
  define(command, surroundings, z.object({}), async (context) => {
    const systems = await listSystems(context);
    // The command speaks English.
    const told = systems.map(({ spanish: _, ...system }) => system);
    context.output.result({ systems: told }, systems.map((system) => render(system, context)).join('\n\n'));
    return 0;
  });
}

/** From the lab that runs, else from the declarations themselves. */
async function listSystems(context: CommandContext): Promise<readonly SystemSummary[]> {
  const lab = context.configFile === undefined ? findLab(context.folder) : undefined;
  if (lab !== undefined) return (await new LabClient(lab, context.interrupt.signal).systems()).systems;
  const { knownSystems } = await import('../host/known-systems.ts');
  const known = await knownSystems(context.folder, context.configFile);
  return known.map((declaration) => summarizeSystem(declaration, []));
}

function render(system: SystemSummary, { output: { paint } }: CommandContext): string {
  const services = system.services.map(({ name, replicas }) => (replicas === 1 ? name : `${name} ×${replicas}`));
  const running = system.running.length === 0 ? '' : ` – runs as ${system.running.join(', ')}`;
  return [
    `${paint.strong(system.name)}${running}`,
    `  ${system.description}`,
    `  ${paint.dim('services')}  ${[...services, ...system.stores].join(', ')}`,
    ...system.experiments.map(
      ({ name, title, phases }) => `  ${paint.dim('experiment')}  ${name}: ${title} (${phases.join(', ')})`,
    ),
    ...(system.race === null ? [] : [`  ${paint.dim('race')}        ${system.race.title}`]),
  ].join('\n');
}
