import type { FaultStatus, SystemStatus } from '@temblor/control/api/schemas';
import { usageError } from '@temblor/foundation/errors/temblor-error';
import type { Command } from 'commander';
import { z } from 'zod';
import { chooseSystem, findSystem } from '../choose-system.ts';
import type { CommandContext, Surroundings } from '../command-context.ts';
import { connect, define } from '../command-context.ts';
import { formatDuration } from '../input/duration.ts';
import type { FaultParameters } from '../input/fault-words.ts';
import { findFaultKind, readFaults, requireFaultKind } from '../input/fault-words.ts';
import { delay, duration, flag, number } from '../input/option-types.ts';
import type { Paint } from '../output/paint.ts';
import { describeTarget } from '../progress/narrate.ts';
import { nameFault } from '../views/fault-name.ts';
import { describeEvidence } from '../views/status-view.ts';

/** How long the evidence of a fault is awaited. */
const evidenceWithinMs = 1500;

const options = z.object({
  for: duration.optional(),
  latency: delay.optional(),
  jitter: delay.optional(),
  probability: number.optional(),
  direction: z.string().optional(),
  rate: number.optional(),
  period: delay.optional(),
  subject: z.string().min(1, 'it may not be empty').optional(),
  spareHealth: z.boolean().optional(),
  flag: flag.optional(),
  system: z.string().optional(),
});
type InjectOptions = z.output<typeof options>;

const help = `
Faults and their targets:
  crash               instance    the process ends (SIGKILL) and is held down for --for, or 2 s
  pause               instance    the process is stopped where it is
  restart             instance    it is asked to end (SIGTERM), and started again after --for, or 1 s
  latency             instance    --latency 1200 --jitter 0      answers come late
                      or link     --direction forward|back|both --spare-health
  intermittent        instance    --probability 0.3                  requests fail at random
                      or link     --spare-health
  incorrect-response  instance    --subject PROD-001                 wrong answers
  flag                instance    --flag latency_seconds=5           a flag of the service's own, if it has some
  blackhole           link        --direction forward|back|both      what is sent is swallowed
  reset               link                                           connections are reset
  bandwidth           link        --rate 65536                       bytes a second
  partition           groups      names, divided by a slash: a,b / c
  database-away       store                                          the database cannot be reached
  database-flapping   store       --period 400                     the database comes and goes

--spare-health is for an instance with a fault switch: it fails, and passes its health check all the same.
A link is 'consumer->provider' (quoted for the shell) or consumer:provider; see: temblor status --links.
Every fault ends by itself: after --for, or after 60 s (crash: 2 s, restart: 1 s).
Exits with 1 where a fault is not confirmed: it could not be applied, or ended without having acted. One that is not
seen to act yet goes on, and is no failure: its evidence comes with what it hits; see: temblor status

The examples have the names of voting, and the last one those of reservations; what runs has its own: temblor status.

Examples:
  $ temblor inject crash inventory-1
  $ temblor inject crash inventory-1 inventory-2 --for 5s
  $ temblor inject latency inventory-2 --latency 1200 --for 10s
  $ temblor inject latency voter:inventory-1 --latency 200 --jitter 100
  $ temblor inject partition voter,inventory-1 / inventory-2
  $ temblor inject database-away --for 3s
  $ temblor inject flag payments --flag latency_seconds=5 --for 10s
`;

/** `temblor inject`: breaks something, for a while. */
export function addInjectCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('inject')
    .summary('inject a fault, for a limited time, and show its evidence')
    .description(
      'Injects a fault into what runs, and tells whether it was seen to act. The system is named first where several run.',
    )
    .usage('[options] [system] <fault> <targets...>')
    .argument('<words...>') // without a description it is not listed: the usage names its parts
    .option('--for <duration>', 'how long: 500ms, 10s, 2m (default: 60s; crash: 2s; restart: 1s)')
    .option('--latency <ms>', 'of latency')
    .option('--jitter <ms>', 'of latency: ± so much')
    .option('--probability <number>', 'of intermittent, from 0 to 1')
    .option('--direction <direction>', 'of a link: forward (requests), back (answers), both')
    .option('--rate <bytes>', 'of bandwidth, a second')
    .option('--period <ms>', 'of database-flapping')
    .option('--subject <name>', 'of incorrect-response: what the answer is wrong about')
    .option('--spare-health', 'of latency and intermittent: the health check goes on as if nothing were wrong')
    .option('--flag <name=value>', 'of flag: which, and with what value (default: the only one, as it is usually set)')
    .option('--system <id>', 'the system, where several run')
    .addHelpText('after', help);
  define(command, surroundings, options, inject);
}

async function inject(context: CommandContext, words: readonly string[], given: InjectOptions): Promise<number> {
  const { output } = context;
  const client = connect(context);
  const { systems } = await client.status();
  const { system, kindWord, targets } = readWords(systems, words, given.system);
  const kind = requireFaultKind(kindWord);
  const requests = readFaults(kind, targets, parametersOf(given), {
    instances: system.instances.map(({ id }) => id),
    links: system.links.map(({ id }) => id),
    stores: system.stores.map(({ name }) => name),
    leaders: system.instances.flatMap(({ id, leads }) => (leads ? [id] : [])),
    flags: Object.fromEntries(system.instances.map(({ id, flags }) => [id, flags])),
  });
  const faults = await Promise.all(requests.map((request) => client.inject(system.id, request, evidenceWithinMs)));
  // Once more, since a fault without evidence is told with what runs now: it may be that which was broken before.
  const now = (await client.status()).systems.find(({ id }) => id === system.id) ?? system;
  output.result({ system: system.id, faults }, faults.map((fault) => render(fault, now, output.paint)).join('\n'));
  return faults.some(({ evidence }) => evidence.kind === 'not-confirmed') ? 1 : 0;
}

/** The system is named first only where the first word is one. */
function readWords(systems: readonly SystemStatus[], words: readonly string[], wanted: string | undefined) {
  const [first = '', second, ...rest] = words;
  const named = findFaultKind(first) === undefined && systems.some(({ id }) => id === first);
  if (!named) {
    const others = second === undefined ? [] : [second, ...rest];
    requireFaultKind(first);
    const system = chooseSystem(systems, wanted, (id) => `temblor inject ${id} ${first} …`);
    return { system, kindWord: first, targets: others };
  }
  if (second === undefined)
    throw usageError('missing-fault', `name a fault for '${first}'`, 'see: temblor inject --help');
  return { system: findSystem(systems, first), kindWord: second, targets: rest };
}

function parametersOf(given: InjectOptions): FaultParameters {
  return {
    durationMs: given.for,
    latencyMs: given.latency,
    jitterMs: given.jitter,
    probability: given.probability,
    direction: given.direction,
    bytesPerSecond: given.rate,
    periodMs: given.period,
    subject: given.subject,
    spareHealth: given.spareHealth,
    ...given.flag,
  };
}

function render(fault: FaultStatus, system: SystemStatus, paint: Paint): string {
  const ends = fault.remainingMs > 0 ? `, ends in ${formatDuration(fault.remainingMs)}` : '';
  return [
    `${paint.strong(fault.id)}: ${nameFault(fault)} on ${describeTarget(fault.target)}${ends}`,
    `  ${describeEvidence(fault, system, paint)}`,
  ].join('\n');
}
