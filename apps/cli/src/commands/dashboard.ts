import type { Command } from 'commander';
import { z } from 'zod';
import { findSystem } from '../choose-system.ts';
import { requireLab } from '../client/find-lab.ts';
import type { Surroundings } from '../command-context.ts';
import { connect, define } from '../command-context.ts';
import { dashboardLink, requireBuilt } from '../dashboard/dashboard-link.ts';

const options = z.object({ open: z.boolean().default(true) });

/** `temblor dashboard`: the page of the lab, in the browser. */
export function addDashboardCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('dashboard')
    .summary('open the dashboard of the lab in the browser')
    .description(
      'Prints the link to the dashboard of the lab that runs in this folder, with the token that opens it, and opens it ' +
        'in the browser. No browser is opened over SSH, in CI, without a display, or where a program reads the output.',
    )
    .argument('[system]', 'the id of a running system to open it on')
    .option('--no-open', 'only print the link')
    .addHelpText(
      'after',
      '\nExamples:\n  $ temblor dashboard\n  $ temblor dashboard voting --no-open\n' +
        '\nWhoever has the link can do in this lab what you can. It is worth nothing on another machine.\n',
    );
  define(command, surroundings, options, async (context, [wanted], { open }) => {
    const { output, openBrowser } = context;
    const { systems } = await connect(context).status();
    const system = wanted === undefined ? undefined : findSystem(systems, wanted).id;
    requireBuilt();
    const link = dashboardLink(requireLab(context.folder), system);
    const opens = open && openBrowser !== undefined;
    if (opens) openBrowser(link);
    output.result({ dashboard: link, opened: opens }, link);
    return 0;
  });
}
