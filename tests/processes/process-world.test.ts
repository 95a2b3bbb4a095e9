import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import type { FaultRequest } from '@temblor/lab/faults/fault';
import { faultSpecification } from '@temblor/lab/faults/fault';
import type { JournalEvent } from '@temblor/lab/journal/event';
import { Journal } from '@temblor/lab/journal/journal';
import { defineSystem } from '@temblor/lab/system/define-system';
import type { AppliedFault, RunningSystem, World } from '@temblor/lab/world/world';
import { openProcessWorld } from '@temblor/runtime/world/process-world';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const module = new URL('./fixtures/echo-service.ts', import.meta.url);
const echo = defineSystem({
  name: 'echo',
  title: 'Echo',
  description: 'a front that asks one of two backends',
  services: {
    front: { run: { module }, calls: ['backend'] },
    backend: { run: { module }, replicas: 2, dataFolder: true },
  },
  entrances: ['front'],
  detections: [{ kind: 'probe', service: 'backend', intervalMs: 20, timeoutMs: 150 }],
});

let folder: string;
let world: World;
let system: RunningSystem;
const journal = new Journal();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temblor-test-'));
  world = await openProcessWorld({ journal, clock: monotonicClock, folder });
  system = await world.start(echo, { id: 'echo', ports: 'auto', seed: 1 });
});

afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const apply = (fault: FaultRequest): Promise<AppliedFault> => system.applyFault(faultSpecification.parse(fault));
const relay = () => system.request('front', 'GET', '/relay');
const awaitFact = async (matches: (event: JournalEvent) => boolean, fromSequence: number): Promise<JournalEvent> => {
  const event = await journal.waitFor(matches, { fromSequence, timeoutMs: 30_000 });
  if (event === undefined) throw new Error(`not in the journal: ${matches.toString()}`);
  return event;
};

describe('a system of real processes', () => {
  test('is ready when every instance has passed its health check, and reached through its links', async () => {
    expect(system.instances().map(({ id, state }) => [id, state])).toEqual([
      ['front', 'running'],
      ['backend-1', 'running'],
      ['backend-2', 'running'],
    ]);
    expect(system.links().map(({ id }) => id)).toEqual([
      'detector->backend-1',
      'detector->backend-2',
      'client->front',
      'front->backend-1',
      'front->backend-2',
    ]);
    expect(await relay()).toEqual({ status: 200, body: 'backend-1' });
  });

  test('passes nothing of the environment of the lab on but what programs need to run', async () => {
    process.env.SECRET_OF_THE_USER = 'hidden';
    const { body } = await system.request('front', 'GET', '/environment');
    expect(body).toMatchObject({ INSTANCE_ID: 'front', TEMBLOR_LAB: String(process.pid) });
    expect(body).not.toHaveProperty('SECRET_OF_THE_USER');
  });

  test("takes from a service what is a service's to tell, and its verdicts for log lines", async () => {
    const from = journal.nextSequence;
    await system.request('front', 'GET', '/facts');
    await awaitFact(({ type }) => type === 'quorum-regained', from);
    expect(journal.since(from).map(({ type }) => type)).not.toContain('verdict');
    expect((await system.recentLogs('front')).map(({ text }) => text)).toContainEqual(
      expect.stringContaining('"type":"verdict"'),
    );
  });
});

describe('a fault', () => {
  test('crash: is confirmed by the exit, noticed by the detector, and recovered from after the hold', async () => {
    const from = journal.nextSequence;
    const fault = await apply({ kind: 'crash', target: { instance: 'backend-1' }, durationMs: 400 });
    expect(await fault.evidence).toMatchObject({ kind: 'confirmed', evidence: expect.stringContaining('SIGKILL') });
    const off = await awaitFact((event) => event.type === 'instance-off', from);
    const on = await awaitFact((event) => event.type === 'instance-on', from);
    const liftedUs = await fault.lifted;
    expect(off.atUs).toBeGreaterThan(fault.appliedAtUs);
    expect(liftedUs - fault.appliedAtUs).toBe(400_000);
    expect(on.atUs).toBeGreaterThan(liftedUs);
  });

  test('crash: of a process that ends by itself just before is not confirmed, and does not hold it down', async () => {
    const from = journal.nextSequence;
    const pid = system.instances().find(({ id }) => id === 'backend-2')?.pid;
    if (typeof pid !== 'number') throw new Error('backend-2 has no process');
    process.kill(pid, 'SIGUSR2');
    const fault = await apply({ kind: 'crash', target: { instance: 'backend-2' }, durationMs: 60_000 });
    expect(await fault.evidence).toMatchObject({ kind: 'not-confirmed' });
    const exited = await awaitFact((event) => event.type === 'process-exited', from);
    expect(exited).toMatchObject({ signal: 'SIGUSR2', expected: false });
    await awaitFact((event) => event.type === 'process-ready', from);
  });

  test("crash: an instance may ask for its own, with a hold, and for no one else's", async () => {
    const from = journal.nextSequence;
    await system.request('front', 'GET', '/ask-crash/backend-1');
    await system.request('backend-2', 'GET', '/ask-crash/backend-2');
    const applied = await awaitFact((event) => event.type === 'fault-applied', from);
    expect(applied).toMatchObject({ kind: 'crash', target: { instance: 'backend-2' }, durationMs: 300 });
    await awaitFact((event) => event.type === 'process-ready' && event.instance === 'backend-2', from);
    expect(journal.since(from).filter(({ type }) => type === 'fault-applied')).toHaveLength(1);
  });

  test('pause: is confirmed by the process table and ends by its lease', async () => {
    const fault = await apply({ kind: 'pause', target: { instance: 'backend-2' }, durationMs: 200 });
    expect(await fault.evidence).toMatchObject({ kind: 'confirmed', evidence: expect.stringContaining('stopped') });
    expect(system.instances().find(({ id }) => id === 'backend-2')?.state).toBe('paused');
    await fault.lifted;
    expect(await system.request('backend-2', 'GET', '/')).toEqual({ status: 200, body: 'backend-2' });
  });

  test('pause: a newer one takes the place of the older, whose end does not end it', async () => {
    const target = { instance: 'backend-2' };
    const older = await apply({ kind: 'pause', target, durationMs: 150 });
    const newer = await apply({ kind: 'pause', target, durationMs: 400 });
    await system.liftFault(older.id);
    expect(system.faults().map(({ id }) => id)).toEqual([newer.id]);
    expect((await newer.lifted) - newer.appliedAtUs).toBeGreaterThanOrEqual(400_000);
    expect(await system.request('backend-2', 'GET', '/')).toEqual({ status: 200, body: 'backend-2' });
    const lifts = journal.since(0).flatMap((event) => (event.type === 'fault-lifted' ? [event] : []));
    expect(lifts.slice(-2)).toMatchObject([
      { fault: older.id, cause: 'replaced' },
      { fault: newer.id, cause: 'expired' },
    ]);
  });

  const onLinks: [string, FaultRequest, number][] = [
    ['latency', { kind: 'latency', target: { instance: 'backend-1' }, latencyMs: 200 }, 200],
    ['latency of a link', { kind: 'latency', target: { link: 'front->backend-1' }, latencyMs: 200 }, 200],
    ['intermittent', { kind: 'intermittent', target: { instance: 'backend-1' }, probability: 1 }, 502],
    ['blackhole', { kind: 'blackhole', target: { link: 'front->backend-1' } }, 502],
    ['reset', { kind: 'reset', target: { link: 'front->backend-1' } }, 502],
    ['bandwidth', { kind: 'bandwidth', target: { link: 'front->backend-1' }, bytesPerSecond: 2000 }, 200],
    ['partition', { kind: 'partition', target: { groups: [['front'], ['backend-1']] } }, 502],
  ];
  test.each(onLinks)('%s: acts on links, is confirmed, and is gone when it is lifted', async (_, request, status) => {
    const fault = await apply(request);
    expect((await relay()).status).toBe(status);
    expect(await fault.evidence).toMatchObject({ kind: 'confirmed' });
    expect(system.faults().map(({ id }) => id)).toEqual([fault.id]);
    await system.liftFault(fault.id);
    expect(system.faults()).toEqual([]);
    expect((await relay()).status).toBe(200);
  });

  test('on a link that nothing crosses cannot be told to have acted', async () => {
    const fault = await apply({ kind: 'blackhole', target: { link: 'front->backend-2' }, durationMs: 50 });
    expect(await fault.evidence).toMatchObject({ kind: 'cannot-tell' });
  });

  test.each([
    ['unknown-target', { kind: 'crash', target: { instance: 'bakend-1' } }, "did you mean 'backend-1'"],
    ['unknown-target', { kind: 'reset', target: { link: 'front->backend' } }, 'front->backend-1'],
    ['unknown-target', { kind: 'database-away', target: { store: 'postgres' } }, 'no store'],
    ['unsupported-fault', { kind: 'incorrect-response', target: { instance: 'front' } }, 'faultSwitch'],
    ['no-link', { kind: 'partition', target: { groups: [['backend-1'], ['backend-2']] } }, 'temblor status'],
  ] as [string, FaultRequest, string][])('that cannot act is refused (%s)', async (code, request, hint) => {
    const from = journal.nextSequence;
    await expect(apply(request)).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) });
    expect(journal.since(from).filter((event) => event.type === 'fault-applied')).toEqual([]);
  });
});

test('two loads on one system end each by itself, and each tells its own facts', async () => {
  const from = journal.nextSequence;
  const load = { ratePerSecond: 20, workload: { requests: [{ service: 'front', path: '/relay' }] } };
  const first = await system.startLoad(load, { seed: 1 });
  const second = await system.startLoad(load, { seed: 2 });
  const told = () => journal.since(from).filter(({ type }) => type === 'load-started' || type === 'load-finished');
  await second.stop();
  expect(told().map(({ type }) => type)).toEqual(['load-started', 'load-started', 'load-finished']);
  await first.stop();
  expect(told()).toHaveLength(4);
});

test('a folder of its own outlives the processes of an instance, and goes with the system', async () => {
  const folderOf = async (instance: string) => {
    const { body } = await system.request(instance, 'GET', '/environment');
    return typeof body === 'object' && body !== null && 'DATA_FOLDER' in body ? String(body.DATA_FOLDER) : undefined;
  };
  const [none, own, other] = await Promise.all(['front', 'backend-1', 'backend-2'].map(folderOf));
  if (own === undefined) throw new Error('no folder was given');
  expect([none, other === own]).toEqual([undefined, false]);
  await writeFile(join(own, 'kept'), 'until the end');
  await system.restart('backend-1');
  expect(await folderOf('backend-1')).toBe(own);
  expect(await readdir(own)).toEqual(['kept']);
  await system.stop('test');
  await expect(readdir(own)).rejects.toMatchObject({ code: 'ENOENT' });
  system = await world.start(echo, { id: 'echo', ports: 'auto', seed: 1 });
});

test('a system that is stopped leaves no process, and can be started again under its id', async () => {
  const from = journal.nextSequence;
  await system.stop('test');
  const exited = journal.since(from).filter((event) => event.type === 'process-exited');
  expect(exited.map((event) => event.expected)).toEqual([true, true, true]);
  expect(await readdir(folder)).toEqual(['children.ndjson']);
  system = await world.start(echo, { id: 'echo', ports: 'auto', seed: 1 });
  expect((await relay()).status).toBe(200);
});
