import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { Journal } from '@temblor/lab/journal/journal';
import { defineSystem } from '@temblor/lab/system/define-system';
import { readRecord, recordFileOf } from '@temblor/runtime/guardian/record';
import { openProcessWorld } from '@temblor/runtime/world/process-world';
import { expect, onTestFinished, test } from 'vitest';

const server = `require('node:http').createServer((_, answer) => answer.end()).listen(process.env.PORT, '127.0.0.1')`;
const shop = defineSystem({
  name: 'shop',
  title: 'Shop',
  description: 'a service and its store',
  services: { service: { run: { command: [process.execPath, '-e', server] }, calls: ['database'] } },
  stores: { database: { kind: 'postgresql' } },
  entrances: ['service'],
});

test('a store whose server dies by itself is told and shown down; one that the lab ends is not told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'temblor-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const journal = new Journal();
  await using world = await openProcessWorld({ journal, clock: monotonicClock, folder });
  const exits = () =>
    journal.since(1).filter((event) => event.type === 'process-exited' && event.instance === 'database');

  const first = await world.start(shop, { id: 'shop', ports: 'auto', seed: 1 });
  expect(first.stores()).toMatchObject([{ name: 'database', state: 'running' }]);
  await first.stop('test');
  expect(exits()).toEqual([]);

  const second = await world.start(shop, { id: 'shop', ports: 'auto', seed: 1 });
  const postgres = readRecord(recordFileOf(folder))?.children.find(({ name }) => name === 'shop/database');
  if (postgres === undefined) throw new Error('the server is not recorded');
  const fromSequence = journal.nextSequence;
  process.kill(postgres.pid, 'SIGKILL');
  await journal.waitFor((event) => event.type === 'process-exited', { fromSequence, timeoutMs: 5000 });
  expect(exits()).toMatchObject([{ expected: false, signal: 'SIGKILL' }]);
  expect(second.stores()).toMatchObject([{ name: 'database', state: 'down' }]);
  await second.stop('test');
  expect(exits()).toHaveLength(1);
});
