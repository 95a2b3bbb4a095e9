/** A race to the front of the echo system: each client asks for its health once. Whoever races for seat 13 waits for ever. */
import { once } from 'node:events';
import type { PlayRace } from '@temblor/lab/system/race';

export const race: PlayRace = async ({ entrances, instances, options, signal, note, progress }) => {
  const [front = ''] = entrances.front ?? [];
  const { requests, seats } = options;
  if (seats === 13) {
    note('nobody answers');
    await once(signal, 'abort');
    signal.throwIfAborted();
  }
  const byStatus: Record<string, number> = {};
  let finished = 0;
  const client = async () => {
    const { status } = await fetch(`${front}/health`, { signal });
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    finished += 1;
    progress({ finished, requests, byStatus: { ...byStatus } });
  };
  await Promise.all(Array.from({ length: requests }, client));
  const isEnough = requests > seats;
  const violations = isEnough ? [] : ['nobody went without'];
  return {
    byStatus,
    facts: [{ fact: 'instances', value: Object.keys(instances).join(', ') }],
    checks: [{ check: 'few-seats', verdict: isEnough ? 'passed' : 'failed', summary: `${seats} seats`, violations }],
  };
};
