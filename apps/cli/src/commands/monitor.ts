import { TemblorError, usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { StepNumber } from '@temblor/system-balancer/monitor/play-monitor';
import type { Target } from '@temblor/system-balancer/monitor/target';
import type { Command } from 'commander';
import { z } from 'zod';
import { chooseSystem } from '../choose-system.ts';
import { findLab } from '../client/find-lab.ts';
import { LabClient } from '../client/lab-client.ts';
import type { CommandContext, Surroundings } from '../command-context.ts';
import { define } from '../command-context.ts';
import { writeDuration } from '../input/duration.ts';
import { collect, delay, duration } from '../input/option-types.ts';

const steps = [1, 2, 3, 4] as const satisfies readonly StepNumber[];

/** As long as a load or a fault may last. */
const longestWatchMs = 3_600_000;

const options = z.object({
  step: z
    .enum(['1', '2', '3', '4'], 'one of: 1, 2, 3, 4')
    .transform((text) => steps.find((step) => String(step) === text))
    .optional(),
  url: z.array(z.url({ protocol: /^http$/, error: 'it must be a URL that begins with http://' })).default([]),
  path: z.string().startsWith('/', 'it must begin with /').optional(),
  for: duration
    .pipe(
      z
        .number()
        .min(1, 'it must be longer than 0')
        .max(longestWatchMs, `it may be at most ${writeDuration(longestWatchMs)}`),
    )
    .optional(),
  interval: delay.pipe(z.number().min(10, 'it must be at least 10ms')).default(300),
  timeout: delay.pipe(z.number().min(1, 'it must be at least 1ms')).default(500),
  latency: delay.pipe(z.number().max(10_000, 'it may be at most 10s')).optional(),
  faults: z.boolean().default(true),
  id: z.string().optional(),
});
type MonitorOptions = z.output<typeof options>;

/** The systems whose replicas can be monitored without naming them. */
const monitored = ['balancer'] as const;

/** What is added to each answer in the first two steps where nothing is said. */
const usualLatencyMs = 100;

/** Without `--step`, how long the last step watches. */
const lastStepMs = 5000;

const help = `
The steps:
  1  sequential   one check after the other: a round takes as long as all checks together
  2  parallel     all at once; both ways are measured in turns, and the speed-up is printed
  3  guarded      each check with retries and a circuit breaker
  4  continuous   each target at its own pace, until Ctrl-C or for --for

Without --step all four are played, the last one for 5 s. Without --url the replicas of the balancer that is up in this
folder are watched, by GET /whoami: whoever only passes its health check is found that way. So that there is something to
see the lab then adds --latency to their answers in steps 1 and 2, and in step 3 lets one fail every second time and kills
another; each fault is lifted again. --no-faults leaves the system as it is; whatever --url names is never touched.

Examples:
  $ temblor up balancer
  $ temblor monitor balancer
  $ temblor monitor balancer --step 2
  $ temblor monitor balancer --step 4 --for 30s
  $ temblor monitor --step 4 --url http://127.0.0.1:3000 --url http://127.0.0.1:3001 --path /health
`;

/** `temblor monitor`: a health monitor, in four steps. */
export function addMonitorCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('monitor')
    .summary('watch the health of replicas, in four steps from simple to good')
    .description(
      'Watches the health of the replicas of a system, or of any servers, in four steps that build on each other.',
    )
    .argument('[system]', `whose replicas: ${monitored.join(', ')}`, monitored[0])
    .option('--step <number>', '1, 2, 3 or 4 (default: all, one after the other)')
    .option('--url <url>', 'a server to watch instead of the replicas; may be given more than once', collect)
    .option('--path <path>', 'what is asked (default: /whoami, with --url /health)')
    .option('--for <duration>', 'how long step 4 watches (default: until Ctrl-C; 5s after the other steps; at most 1h)')
    .option('--interval <ms>', 'from check to check in steps 3 and 4 (default: 300)')
    .option('--timeout <ms>', 'of one check (default: 500)')
    .option('--latency <ms>', 'what the lab adds to each answer in steps 1 and 2 (default: 100)')
    .option('--no-faults', 'break nothing: no latency, no failures')
    .option('--id <id>', 'the system that runs under this id')
    .addHelpText('after', help);
  define(command, surroundings, options, monitor);
}

async function monitor(context: CommandContext, words: readonly string[], given: MonitorOptions): Promise<number> {
  const [name = monitored[0]] = words;
  if (!monitored.some((known) => known === name)) {
    const servers = 'or name any servers: temblor monitor --url http://127.0.0.1:3000 --path /health';
    throw usageError(
      'no-monitor',
      `it is not known which instances of '${name}' to watch`,
      `${suggestName(name, [...monitored])}; ${servers}`,
    );
  }
  checkLatency(given);
  // Loaded late: no other command needs them.
  const { playMonitor } = await import('@temblor/system-balancer/monitor/play-monitor');
  const { openMonitorStage } = await import('../demo/open-monitor-stage.ts');
  const isOwn = given.url.length === 0;
  const found = isOwn ? await findReplicas(context, name, given.id) : undefined;
  const targets = found?.targets ?? given.url.map((url) => ({ id: new URL(url).host, url }));
  const check = { path: given.path ?? (isOwn ? '/whoami' : '/health'), timeoutMs: given.timeout };
  await using opened = openMonitorStage(context, targets, check, given.faults ? found : undefined);
  const results = await playMonitor(opened.stage, {
    steps: given.step === undefined ? steps : [given.step],
    watchMs: given.for ?? (given.step === undefined ? lastStepMs : undefined),
    latencyMs: given.latency ?? usualLatencyMs,
    intervalMs: given.interval,
  });
  context.output.result({ targets, path: check.path, ...results }, '');
  return 0;
}

/** @throws TemblorError `invalid-option` where a latency is wanted that nobody adds. */
function checkLatency({ latency, url, faults, step }: MonitorOptions): void {
  const rule = 'the lab adds it to the replicas of the system that is up, in steps 1 and 2';
  const refuse = (why: string) =>
    usageError('invalid-option', `--latency has no effect ${why}: ${rule}`, 'leave it out');
  if (latency === undefined) return;
  if (url.length > 0) throw refuse('with --url');
  if (!faults) throw refuse('with --no-faults');
  if (step !== undefined && step > 2) throw refuse(`in step ${step}`);
}

/** The replicas of the system that is up here. @throws TemblorError `system-not-up`. */
async function findReplicas(
  { folder, interrupt }: CommandContext,
  name: string,
  id: string | undefined,
): Promise<{ readonly client: LabClient; readonly system: string; readonly targets: readonly Target[] }> {
  const lab = findLab(folder);
  const client = lab === undefined ? undefined : new LabClient(lab, interrupt.signal);
  const running = ((await client?.status())?.systems ?? []).filter(({ system }) => system === name);
  if (client === undefined || running.length === 0) {
    throw new TemblorError('system-not-up', `${name} is not up in ${folder}`, {
      hint: `start it: temblor up ${name}; or name servers with --url http://127.0.0.1:3000`,
    });
  }
  const system = chooseSystem(running, id, (one) => `temblor monitor ${name} --id ${one}`);
  const targets = system.instances.filter(({ service }) => service === 'image').map(({ id, url }) => ({ id, url }));
  return { client, system: system.id, targets };
}
