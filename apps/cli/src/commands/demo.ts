import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { DemoResults } from '@temblor/system-balancer/demo/play-demo';
import type { Command } from 'commander';
import { z } from 'zod';
import type { CommandContext, Surroundings } from '../command-context.ts';
import { define } from '../command-context.ts';
import { TerminalReader } from '../demo/ask-person.ts';
import { useOrHostLab } from '../host/use-lab.ts';
import { useOrStartSystem } from '../host/use-system.ts';
import { number, ports } from '../input/option-types.ts';

const options = z.object({
  unattended: z.boolean().default(false),
  rate: number.pipe(z.number().min(1, 'it must be at least 1').max(20_000, 'it may be at most 20000')).default(500),
  id: z.string().optional(),
  ports,
});
type DemoOptions = z.output<typeof options>;

/** The systems that have a guided demo. */
const demos = ['balancer'] as const;

const help = `
The demo of the balancer, in a menu:
  1  distribution round robin: nine requests, and who answered each
  2  concurrent requests: throughput, and two strategies under requests of unequal cost
  3  fault tolerance: a replica is killed under load, by the lab or by you with kill
  4  statistics per replica: requests, failures, latency, breaker
  0  leave

The system is started if it is not up in this folder, and ended again then. Where the input is no terminal, and with
--unattended or --json, all four are played without a question: the exit code is 0 where no client saw an error when the
replica died, 1 where one did, and 2 where that could not be measured.

Examples:
  $ temblor demo balancer
  $ temblor demo balancer --unattended --ports auto
  $ temblor demo balancer --json > demo.json
`;

/** `temblor demo`: a guided demonstration of a system. */
export function addDemoCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('demo')
    .summary('a guided demonstration of a system, with a menu')
    .description('Shows in the terminal what a system does, step by step, on real processes.')
    .argument('[system]', `which one: ${demos.join(', ')}`, demos[0])
    .option('--unattended', 'play everything without a question, and leave')
    .option('--rate <number>', 'requests a second while a replica dies (default: 500)')
    .option('--id <id>', 'play on the system that runs under this id')
    .option('--ports <policy>', 'preferred: a free port where one is taken; strict: an error; auto: free ports always')
    .addHelpText('after', help);
  define(command, surroundings, options, demo);
}

async function demo(context: CommandContext, words: readonly string[], given: DemoOptions): Promise<number> {
  const [name = demos[0]] = words;
  if (!demos.some((known) => known === name)) {
    throw usageError('no-demo', `there is no demo of '${name}'`, suggestName(name, [...demos]));
  }
  // Loaded late, as the lab is: no other command needs them.
  const { playDemo } = await import('@temblor/system-balancer/demo/play-demo');
  const { openBalancerStage } = await import('../demo/open-balancer-stage.ts');
  const { output, interrupt } = context;
  const isAttended = !given.unattended && !output.json && process.stdin.isTTY === true;
  const terminal = { input: process.stdin, output: process.stdout };
  const person = isAttended ? new TerminalReader(terminal, interrupt) : undefined;
  await using lab = await useOrHostLab(context, {
    ports: given.ports,
    wanted: { system: name, experiment: undefined },
  });
  const results = await playOn();
  output.result({ system: name, ...results }, '');
  return person === undefined ? exitCodeOf(results) : 0;

  async function playOn(): Promise<DemoResults> {
    await using system = await useOrStartSystem(lab, { name, id: given.id, ports: given.ports }, context);
    await using opened = openBalancerStage(context, lab.client, system.status, person);
    return await playDemo(opened.stage, { ratePerSecond: given.rate });
  }
}

/** What the death of a replica came to, for a program that plays the demo. */
function exitCodeOf({ faultTolerance }: DemoResults): number {
  if (faultTolerance === undefined || faultTolerance.invalid !== null || faultTolerance.outage === null) return 2;
  const { failed, unknown } = faultTolerance.clients;
  return failed + unknown === 0 ? 0 : 1;
}
