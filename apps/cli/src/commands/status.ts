import type { Command } from 'commander';
import { z } from 'zod';
import { requireLab } from '../client/find-lab.ts';
import type { Surroundings } from '../command-context.ts';
import { connect, define } from '../command-context.ts';
import { describeLink, linkIfBuilt } from '../dashboard/dashboard-link.ts';
import { renderStatus } from '../views/status-view.ts';

const options = z.object({ links: z.boolean().default(false) });

/** `temblor status`: what runs. */
export function addStatusCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('status')
    .summary('show what runs: instances, faults, stores, load')
    .description(
      'Shows every instance with its state, health, pid and address, the faults with their evidence, the stores, and ' +
        'the link to the dashboard.',
    )
    .option('--links', 'list the links and the addresses of their proxies')
    .addHelpText('after', '\nExamples:\n  $ temblor status\n  $ temblor status --json | jq .systems[0].faults\n');
  define(command, surroundings, options, async (context, _words, { links }) => {
    const status = await connect(context).status();
    const link = linkIfBuilt(requireLab(context.folder));
    const text = renderStatus(status, describeLink(link), context.output.paint, links);
    context.output.result({ ...status, dashboard: link }, text);
    return 0;
  });
}
