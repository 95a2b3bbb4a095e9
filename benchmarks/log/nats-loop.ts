/** Messages of 256 bytes to a stream of NATS JetStream, so many under way; a process of its own, it does what it is told. */
import type { LoopResult } from './latencies.ts';
import { summarise } from './latencies.ts';
import { NatsConnection } from './nats-connection.ts';

export interface NatsOrder {
  readonly port: number;
  readonly underWay: number;
  readonly ms: number;
}

const content = 'x'.repeat(256);

async function loop({ port, underWay, ms }: NatsOrder): Promise<LoopResult> {
  using connection = await NatsConnection.open(port);
  const latenciesMs: number[] = [];
  const startMs = performance.now();
  const send = async () => {
    while (performance.now() - startMs < ms) {
      const sentMs = performance.now();
      const answer = await connection.request('messages', content);
      if (!answer.includes('"seq"')) throw new Error(`NATS took no message: ${answer}`);
      latenciesMs.push(performance.now() - sentMs);
    }
  };
  await Promise.all(Array.from({ length: underWay }, send));
  return summarise(latenciesMs, performance.now() - startMs);
}

process.on('message', (order: NatsOrder) => {
  void loop(order).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit(0));
