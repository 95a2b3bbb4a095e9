/**
 * The load generator, a process of its own. It is started by start-load.ts; `load-messages.ts` says how they talk. It
 * ends when its standard input does: then there is no one to measure for.
 */
import { createInterface } from 'node:readline';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import type { Random } from '@temblor/foundation/randomness/random';
import { seededRandom } from '@temblor/foundation/randomness/random';
import { formatFactLine } from '@temblor/lab/journal/format-fact-line';
import type { WeightedRequest, Workload } from '@temblor/lab/load/workload';
import { HistoryWriter } from './history-writer.ts';
import { HttpSender } from './http-sender.ts';
import type { LoadAcknowledgement, LoadConfiguration } from './load-messages.ts';
import { formatAcknowledgement, loadConfiguration } from './load-messages.ts';
import { LoadRun } from './load-run.ts';
import { warmUp } from './warm-up.ts';
import { createWeightedWorkload } from './weighted-workload.ts';

/** The most connections to one replica: one for each call in flight where the system has stopped, within this. */
const connectionLimit = 1024;

const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const acknowledge = (acknowledgement: LoadAcknowledgement): boolean => print(formatAcknowledgement(acknowledgement));

function fail(error: unknown): never {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
}

async function loadWorkload(declared: LoadConfiguration['workload'], random: Random): Promise<Workload> {
  if ('requests' in declared) return createWeightedWorkload(declared.requests.map(withoutAbsent), random);
  const module: unknown = await import(declared.module);
  if (typeof module === 'object' && module !== null && 'createWorkload' in module) {
    const { createWorkload } = module;
    if (typeof createWorkload === 'function') return createWorkload(random);
  }
  throw new Error(`${declared.module} is no workload: it exports no function createWorkload(random)`);
}

/** Leaves out keys that are undefined, which the schema's type allows and JSON never holds. */
function withoutAbsent(
  request: Extract<LoadConfiguration['workload'], { requests: unknown }>['requests'][number],
): WeightedRequest {
  const { service, path, name, weight, method, headers, body } = request;
  return {
    service,
    path,
    ...(name === undefined ? {} : { name }),
    ...(weight === undefined ? {} : { weight }),
    ...(method === undefined ? {} : { method }),
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
  };
}

async function start(line: string): Promise<{ run: LoadRun; history: HistoryWriter | undefined }> {
  const configuration = loadConfiguration.parse(JSON.parse(line));
  const { ratePerSecond, timeoutMs, seed, warmUpMs, targets, historyFile } = configuration;
  const random = seededRandom(seed);
  const { nowUs } = monotonicClock;
  const workload = await loadWorkload(configuration.workload, random.fork('workload'));
  const history = historyFile === undefined ? undefined : await HistoryWriter.open(historyFile);
  await warmUp({ nowUs, random: random.fork('warm-up') });
  const connections = Math.min(connectionLimit, Math.max(64, Math.ceil((ratePerSecond * timeoutMs) / 1000)));
  const sender = new HttpSender({ targets, timeoutMs, connections, nowUs });
  const run = new LoadRun({
    ratePerSecond,
    seed,
    warmUpMs,
    random: random.fork('schedule'),
    workload,
    nowUs,
    send: (request, settled) => sender.send(request, settled),
    record: (operation) => history?.append(operation),
    tell: (fact, atUs) => print(formatFactLine(fact, atUs)),
    failure: () => history?.failure,
    broken: fail,
  });
  return { run, history };
}

const lines = createInterface({ input: process.stdin });
let started: ReturnType<typeof start> | undefined;

async function obey(line: string): Promise<void> {
  if (started === undefined) {
    started = start(line);
    await started;
    acknowledge('started');
    return;
  }
  const { run, history } = await started;
  if (line === 'cut') {
    await run.cut();
    await history?.flush();
    acknowledge('cut');
  } else if (line === 'stop') {
    await history?.flush();
    await run.stop();
    await history?.flush();
    acknowledge('stop');
    process.exit(0);
  }
}

lines.on('line', (line) => void obey(line).catch(fail));
lines.on('close', () => process.exit(0));
