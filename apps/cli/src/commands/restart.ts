import type { SystemStatus } from '@temblor/control/api/schemas';
import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { Command } from 'commander';
import { z } from 'zod';
import { chooseSystem, findSystem } from '../choose-system.ts';
import type { CommandContext, Surroundings } from '../command-context.ts';
import { connect, define } from '../command-context.ts';
import { renderSystem } from '../views/status-view.ts';

/** `temblor restart`: a system, or one instance of it. */
export function addRestartCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('restart')
    .summary('restart a system or one instance; returns when it is ready')
    .description(
      'Stops a system, or one instance of it, gently, starts it again, and returns when it is ready. ' +
        'A system begins anew: what its instances and stores held is deleted. An instance keeps what it holds.',
    )
    .argument('<system>', 'the id of the system, or of an instance where only one system runs')
    .argument('[instance]', 'only this instance')
    .addHelpText('after', '\nExamples:\n  $ temblor restart voting\n  $ temblor restart voting inventory-2\n');
  define(command, surroundings, z.object({}), restart);
}

async function restart(context: CommandContext, words: readonly string[]): Promise<number> {
  const client = connect(context);
  const { systems } = await client.status();
  const { id, instance } = readWords(systems, words);
  const status = instance === undefined ? await client.restart(id) : await client.restartInstance(id, instance);
  if (instance === undefined) context.output.note(`${id} began anew: what it held before is gone`);
  context.output.result(status, renderSystem(status, context.output.paint, false));
  return 0;
}

function readWords(
  systems: readonly SystemStatus[],
  [first = '', second]: readonly string[],
): { id: string; instance: string | undefined } {
  const named = systems.find(({ id }) => id === first);
  const only = () => chooseSystem(systems, undefined, (id) => `temblor restart ${id} ${first}`);
  const system = named ?? (second === undefined ? only() : findSystem(systems, first));
  const instance = named === undefined && second === undefined ? first : second;
  const instances = system.instances.map(({ id }) => id);
  if (instance === undefined || instances.includes(instance)) return { id: system.id, instance };
  const known = second === undefined ? [system.id, ...instances] : instances;
  throw usageError(
    'unknown-instance',
    `there is no instance '${instance}' in ${system.id}`,
    suggestName(instance, known),
  );
}
