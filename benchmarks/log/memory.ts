/** What the nodes hold in memory while a million messages go through them. */
import { readFileSync } from 'node:fs';
import { percentile } from './latencies.ts';
import { LogCluster } from './log-cluster.ts';
import type { PipelinedOrder } from './pipelined-loop.ts';
import { LoopProcess } from './rates.ts';

const nodes = [1, 2, 3];

export async function measureMemory(messages: number): Promise<void> {
  await using cluster = await LogCluster.start();
  using client = new LoopProcess<PipelinedOrder>(new URL('./pipelined-loop.ts', import.meta.url));
  const samples = nodes.map((): number[] => []);
  const timer = setInterval(() => {
    for (const [index, ofNode] of samples.entries()) ofNode.push(residentMb(cluster.pid(index + 1)));
  }, 200);
  const leader = await cluster.leader();
  const { perSecond } = await client.run({ nodes: cluster.urls, underWay: 4_096, messages, ms: 600_000 });
  clearInterval(timer);
  console.log(`${messages.toLocaleString('en')} messages of 256 bytes, ${perSecond.toFixed(0)} /s, 4096 at once`);
  for (const [index, ofNode] of samples.entries()) {
    const quarter = Math.ceil(ofNode.length / 4);
    const early = percentile(ofNode.slice(quarter, 2 * quarter), 50).toFixed(0);
    const late = percentile(ofNode.slice(-quarter), 50).toFixed(0);
    const role = index + 1 === leader ? 'leader  ' : 'follower';
    console.log(
      `${role} ${index + 1}: ${early} MB in the second quarter, ${late} MB in the last, at most ${Math.max(...ofNode).toFixed(0)} MB`,
    );
  }
}

/** Memory of a process that is in the machine's, in MB. */
function residentMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}
