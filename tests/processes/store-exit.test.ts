import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { Journal } from '@temblor/lab/journal/journal';
import { defineSystem } from '@temblor/lab/system/define-system';
import type { RunningSystem, StoreView } from '@temblor/lab/world/world';
import { readRecord, recordFileOf } from '@temblor/runtime/guardian/record';
import { listProcesses } from '@temblor/runtime/processes/process-table';
import { openProcessWorld } from '@temblor/runtime/world/process-world';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';

const service = new URL('./store-exit-fixtures/counting-service.ts', import.meta.url);
const shop = defineSystem({
  name: 'shop',
  title: 'Shop',
  description: 'a service that keeps a connection to one of two stores',
  services: { service: { run: { module: service }, calls: ['database', 'archive'] } },
  stores: { database: { kind: 'postgresql' }, archive: { kind: 'postgresql' } },
  entrances: ['service'],
});

const backWithinMs = 60_000;
const cleanUps: (() => PromiseLike<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** The shop in a lab of its own, which ends with the test. */
async function openShop() {
  const folder = await mkdtemp(join(tmpdir(), 'temblor-test-'));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  const journal = new Journal();
  const world = await openProcessWorld({ journal, clock: monotonicClock, folder });
  cleanUps.push(() => world[Symbol.asyncDispose]());
  const system = await world.start(shop, { id: 'shop', ports: 'auto', seed: 1 });
  const told = () =>
    journal.since(1).filter((event) => event.type === 'process-exited' && event.instance !== 'service');
  /** The pid of a store's server; it is in the guardian's record, and nowhere else. */
  const serverOf = (store: string): number => {
    const found = readRecord(recordFileOf(folder))?.children.find(({ name }) => name === `shop/${store}`);
    if (found === undefined) throw new Error(`no server of '${store}' runs`);
    return found.pid;
  };
  /** Resolves once the store was told ready a further time. */
  const readyAgain = (store: string, fromSequence: number) =>
    journal.waitFor((event) => event.type === 'store-ready' && event.store === store, {
      fromSequence,
      timeoutMs: backWithinMs,
    });
  return { journal, system, told, serverOf, readyAgain };
}

/** The first column of what a statement answers. */
async function query(system: RunningSystem, store: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: stateOf(system, store)?.url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows.flatMap((row) => row.slice(0, 1));
  } finally {
    await client.end();
  }
}

async function countOf(system: RunningSystem): Promise<unknown> {
  return await system.request('service', 'POST', '/').catch(() => undefined);
}

function stateOf(system: RunningSystem, store: string): StoreView | undefined {
  return system.stores().find(({ name }) => name === store);
}

describe('a store whose server dies by itself', () => {
  test('is started again with its data, at its address, and a service goes on with it by itself', async () => {
    const { journal, system, told, serverOf, readyAgain } = await openShop();
    const url = stateOf(system, 'database')?.url;
    expect(await countOf(system)).toEqual({ status: 200, body: { count: 1 } });
    const archive = serverOf('archive');
    const killed = serverOf('database');
    const fromSequence = journal.nextSequence;
    process.kill(killed, 'SIGKILL');
    await journal.waitFor((event) => event.type === 'process-exited', { fromSequence, timeoutMs: 30_000 });
    expect(stateOf(system, 'database')).toMatchObject({ state: 'down' });
    await readyAgain('database', fromSequence);

    expect(stateOf(system, 'database')).toMatchObject({ state: 'running', restarts: 1, url });
    expect(told()).toMatchObject([{ instance: 'database', pid: killed, signal: 'SIGKILL', expected: false }]);
    expect(await query(system, 'database', 'SELECT count(*)::int FROM counted')).toEqual([1]);
    expect(await query(system, 'database', 'SHOW fsync')).toEqual(['on']);
    const next = await pollUntil(
      async () => {
        const answer = await countOf(system);
        return JSON.stringify(answer).includes('"status":200') ? answer : undefined;
      },
      { timeoutMs: backWithinMs, intervalMs: 20 },
    );
    expect(next).toEqual({ status: 200, body: { count: 2 } });
    // The other one was left alone.
    expect(serverOf('archive')).toBe(archive);
    expect(stateOf(system, 'archive')).toMatchObject({ state: 'running', restarts: 0 });
  });

  test('comes back where what it left is busy and holds its data: that is ended first', async () => {
    const { journal, system, serverOf, readyAgain } = await openShop();
    // Computes without ever looking whether its server lives.
    const busy = query(system, 'database', 'SELECT count(*) FROM generate_series(1, 100000000000)').catch(
      () => 'ended',
    );
    const server = serverOf('database');
    const backends = () => listProcesses().filter(({ parent }) => parent === server);
    const computing = () =>
      query(system, 'database', "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%generate_series(1, 1000%'");
    await pollUntil(async () => (await computing()).length > 0, { timeoutMs: 30_000, intervalMs: 20 });
    const before = backends().map(({ pid, startTime }) => `${pid} ${startTime}`);
    const fromSequence = journal.nextSequence;
    process.kill(server, 'SIGKILL');
    expect(await readyAgain('database', fromSequence)).toBeDefined();
    expect(await busy).toBe('ended');
    const left = listProcesses().filter(({ pid, startTime }) => before.includes(`${pid} ${startTime}`));
    expect(left.filter(({ state }) => state !== 'Z')).toEqual([]);
    expect(stateOf(system, 'database')).toMatchObject({ state: 'running', restarts: 1 });
  });

  test('is not started again once the system ends, and an end that was asked for is not told', async () => {
    const { journal, system, told, serverOf } = await openShop();
    const fromSequence = journal.nextSequence;
    process.kill(serverOf('database'), 'SIGKILL');
    await journal.waitFor((event) => event.type === 'process-exited', { fromSequence, timeoutMs: 30_000 });
    await system.stop('test');
    expect(told()).toHaveLength(1);
    expect(() => serverOf('database')).toThrow('no server');
    expect(() => serverOf('archive')).toThrow('no server');
  });

  test('is started again and again where it cannot start, until it can', async () => {
    const { journal, system, told, serverOf, readyAgain } = await openShop();
    const [path] = await query(system, 'database', 'SHOW data_directory');
    const control = join(String(path), 'global', 'pg_control');
    const fromSequence = journal.nextSequence;
    await rename(control, `${control}.away`);
    process.kill(serverOf('database'), 'SIGKILL');
    const failedSix = () => told().length >= 6; // an instance is given up after five
    await journal.waitFor(failedSix, { fromSequence, timeoutMs: backWithinMs });
    expect(stateOf(system, 'database')).toMatchObject({ state: 'down' });
    await rename(`${control}.away`, control);
    expect(await readyAgain('database', fromSequence)).toBeDefined();
    expect(stateOf(system, 'database')).toMatchObject({ state: 'running', restarts: told().length });
  });
});
