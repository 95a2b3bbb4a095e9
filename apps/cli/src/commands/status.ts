import type { Command } from 'commander';
import { z } from 'zod';
import type { Surroundings } from '../command-context.ts';
import { connect, define } from '../command-context.ts';
import { renderStatus } from '../views/status-view.ts';

const options = z.object({ links: z.boolean().default(false) });

/** `temblor status`: what runs. */
export function addStatusCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('status')
    .summary('show what runs: instances, faults, stores, load')
    .description(
      'Shows every instance with its state, health, pid and address, the faults with their evidence, and the stores.',
    )
    .option('--links', 'list the links and the addresses of their proxies')
    .addHelpText('after', '\nExamples:\n  $ temblor status\n  $ temblor status --json | jq .systems[0].faults\n');
  define(command, surroundings, options, async (context, _words, { links }) => {
    const status = await connect(context).status();
    context.output.result(status, renderStatus(status, context.output.paint, links));
    return 0;
  });
}
