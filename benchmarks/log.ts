/**
 * What the replicated log costs and gives: messages a second by HTTP and by its pipelining protocol, beside etcd and NATS
 * JetStream in the same run; what its nodes hold in memory; and how long it takes no message after its leader was killed.
 *
 * Usage: npm run bench:log                        (everything, about 7 min)
 *        npm run bench:log rate [rounds]          5 where absent
 *        npm run bench:log memory [messages]      2,000,000
 *        npm run bench:log failover [trials]      100: the leader is killed
 *        npm run bench:log all-down [trials]      5: all nodes are killed at once
 *
 * Nodes and peers are three processes each, all on this machine: they share its cores and its disk with the clients, and
 * there is no network between them. Every cluster keeps its files in the folder for temporary files (TMPDIR): where that
 * is in memory, syncing costs nothing and the figures mean little. Latencies are those of closed loops. Peers that are not
 * installed are left out.
 *
 * Not measured: etcd over gRPC, which costs it less than its JSON gateway; TLS; nodes behind the lab's links.
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { describeDisk } from './log/disk-cost.ts';
import { measureAllDown, measureFailover } from './log/failover.ts';
import { measureMemory } from './log/memory.ts';
import { measureRates } from './log/rates.ts';

// Whoever is told to end ends its processes too, by the listeners to 'exit'.
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));

const [what = 'all', amount] = process.argv.slice(2);
const parts: Readonly<Record<string, (amount: number) => Promise<void>>> = {
  rate: measureRates,
  memory: measureMemory,
  failover: measureFailover,
  'all-down': measureAllDown,
};
const defaults: Readonly<Record<string, number>> = { rate: 5, memory: 2_000_000, failover: 100, 'all-down': 5 };
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
console.log(`commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`);
console.log(describeDisk());
for (const [name, measure] of Object.entries(parts)) {
  if (what !== 'all' && what !== name) continue;
  console.log();
  await measure(Number(amount ?? defaults[name]));
}
