/**
 * How long something is left of a lab that was killed (SIGKILL) while its voting system is under load: the lab, its
 * guardian, and every process that this started, PostgreSQL's among them, and the port of the control API.
 *
 * Usage: npm run bench:killed-lab [times]          10 where absent; about 8 s each
 *
 * Counted are the processes that the guardian recorded and all that descend from them. Looked at every 5 ms.
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { processStartTime } from '@temblor/runtime/processes/process-identity';
import { linkOf, openLabFolder, startSystem } from '../tests/browser/fixtures/prepared-lab.ts';
import { spread } from './log/latencies.ts';
import { familyOf } from './process-family.ts';

const awaitedMs = 30_000;
/** Under load for so long, and a little longer each time, so that it is not killed at the same moment of whatever it does. */
const loadMs = 1000;

async function measure(time: number): Promise<number> {
  await using folder = openLabFolder();
  await startSystem(folder, 'voting');
  const { pid, origin } = await linkOf(folder);
  const load = folder.launch('load', 'voting', '--rate', '200', '--for', '30s');
  await delay(loadMs + 37 * time);
  const guardian = await folder.recorded('guardian');
  const family = [...new Set([...(await familyOf(pid)), ...(await familyOf(guardian))])];
  const started = new Map(family.map((member) => [member, processStartTime(member)]));
  const killedMs = performance.now();
  process.kill(pid, 'SIGKILL');
  const isLeft = async () =>
    family.some((member) => started.get(member) !== undefined && processStartTime(member) === started.get(member)) ||
    (await answers(origin));
  const isGone = await pollUntil(async () => !(await isLeft()), { timeoutMs: awaitedMs, intervalMs: 5 });
  if (isGone === undefined) throw new Error(`something is left after ${awaitedMs} ms`);
  const goneMs = performance.now() - killedMs;
  await load.finished;
  return goneMs;
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

const times = Number(process.argv[2] ?? 10);
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
console.log(`commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`);
const goneMs: number[] = [];
for (let time = 0; time < times; time += 1) goneMs.push(await measure(time));
console.log(`nothing is left of a killed lab after ${spread(goneMs)} ms, ${times} times   goal ≤ 2000 ms`);
