/** A race for tests: what is asked of its only entrance says how it goes. */
import { once } from 'node:events';
import type { PlayRace } from '@temblor/lab/system/race';

export const race: PlayRace = async ({ entrances, instances, options, random, signal, note, progress }) => {
  const [how = ''] = entrances.how ?? [];
  const { requests } = options;
  note(`${random.integer(1, 1_000_000)}`);
  if (how.endsWith('/throws')) throw new Error('nobody came');
  if (how.endsWith('/dies')) {
    process.stderr.write('I give up\n');
    process.exit(3);
  }
  if (how.endsWith('/waits')) await once(signal, 'abort').then(() => signal.throwIfAborted());
  if (how.endsWith('/hangs')) await new Promise(() => setInterval(() => {}, 1000));
  for (let finished = 1; finished <= requests; finished += 1)
    progress({ finished, requests, byStatus: { 200: finished } });
  const passed = {
    check: 'all-were-told',
    verdict: 'passed',
    summary: Object.keys(instances).join(),
    violations: [],
  } as const;
  return { byStatus: { 200: requests }, facts: [{ fact: 'seats', value: options.seats }], checks: [passed] };
};
