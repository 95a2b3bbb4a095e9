/** Messages of 256 bytes through the client library, so many under way; a process of its own, it does what it is told. */
import { openLogClient } from '@temblor/system-log/client/log-client';
import type { LoopResult } from './latencies.ts';
import { summarise } from './latencies.ts';

export interface PipelinedOrder {
  readonly nodes: readonly string[];
  readonly underWay: number;
  /** Ends after so many messages, or after so long. */
  readonly messages: number;
  readonly ms: number;
}

const content = 'x'.repeat(256);

async function loop({ nodes, underWay, messages, ms }: PipelinedOrder): Promise<LoopResult> {
  await using client = openLogClient({ nodes });
  const first = await client.append(content);
  if (first.kind !== 'appended') throw new Error(`the first message was not appended: ${first.reason}`);
  const latenciesMs: number[] = [];
  let [given, failures] = [0, 0];
  const startMs = performance.now();
  const send = async () => {
    while (given < messages && performance.now() - startMs < ms) {
      given += 1;
      const sentMs = performance.now();
      const outcome = await client.append(content);
      if (outcome.kind === 'appended') latenciesMs.push(performance.now() - sentMs);
      else failures += 1;
    }
  };
  await Promise.all(Array.from({ length: underWay }, send));
  return summarise(latenciesMs, performance.now() - startMs, failures);
}

process.on('message', (order: PipelinedOrder) => {
  void loop(order).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit(0));
