/**
 * How many reservations a second the saga brings about, how long one takes, and the same saga on DBOS over the same services
 * in the same run.
 *
 * Usage: npm run bench:reservations                       (everything, about 5 min)
 *        npm run bench:reservations rate [rounds]         5 where absent
 *        npm run bench:reservations latency [rounds]
 *        npm run bench:reservations dbos [rounds]
 *        npm run bench:reservations cpu                   which process uses how much of the machine
 *        … --quick: one short round of each, to try it; its figures mean nothing
 *
 * It is end to end: clients in a process of their own, gateway, orchestrator, two inventories, payments and notifications,
 * each over a PostgreSQL that is durable (fsync on), with the proxies of all links between them, as `temblor up` starts
 * them; all on this machine, whose cores they share. The databases lie in the folder for temporary files (TMPDIR): where
 * that is in memory, syncing costs nothing and the figures mean little.
 *
 * Not measured: reservations of one event that is nearly sold out, faults, several orchestrators, DBOS in several processes.
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { describeDisk } from './log/disk-cost.ts';
import type { Amount } from './reservations/measurements.ts';
import { measureBesideDbos, measureCpu, measureLatency, measureRate } from './reservations/measurements.ts';

// Whoever is told to end removes its folder too, by the listeners to 'exit'; the guardian ends what it started.
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));

const isQuick = process.argv.includes('--quick');
const [what = 'all', rounds] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const amount: Amount = isQuick
  ? { rounds: 1, roundMs: 4000, warmUpMs: 8000 }
  : { rounds: Number(rounds ?? 5), roundMs: 5000, warmUpMs: 8000 };
const parts: Readonly<Record<string, (amount: Amount) => Promise<void>>> = {
  rate: measureRate,
  latency: measureLatency,
  dbos: measureBesideDbos,
  cpu: measureCpu,
};
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
console.log(`commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`);
console.log(describeDisk());
for (const [name, measure] of Object.entries(parts)) {
  if (what !== 'all' && what !== name) continue;
  console.log();
  await measure(amount);
}
