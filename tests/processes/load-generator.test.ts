import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import type { JournalFact } from '@temblor/lab/journal/event';
import type { LoadDeclaration } from '@temblor/lab/load/workload';
import type { Child, Guardian } from '@temblor/runtime/guardian/guardian';
import { openGuardian } from '@temblor/runtime/guardian/open-guardian';
import { startLoad } from '@temblor/runtime/load/start-load';
import type { WebServer } from '@temblor/runtime/load/testing/web-server';
import { answerJson, startWebServer } from '@temblor/runtime/load/testing/web-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const numbered = new URL('../../packages/runtime/src/load/testing/numbered-workload.ts', import.meta.url);
const notAWorkload = new URL('../../packages/runtime/src/load/schedule.ts', import.meta.url);
const generator = new URL('../../packages/runtime/src/load/main.ts', import.meta.url);

let folder: string;
let guardian: Guardian;
let server: WebServer;
const arrived: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temblor-load-'));
  guardian = await openGuardian({ folder });
  server = await startWebServer((request, response) => {
    request.on('data', (chunk) => arrived.push(String(chunk)));
    request.on('end', () => answerJson(response, 201, { stored: true }));
  });
});
afterAll(async () => {
  await guardian[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface Started {
  readonly facts: JournalFact[];
  readonly child: Child;
  readonly cut: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

async function start(load: LoadDeclaration, options: { seed?: number; historyFile?: string } = {}): Promise<Started> {
  const facts: JournalFact[] = [];
  const children: Child[] = [];
  const running = await startLoad({
    guardian: {
      spawn: async (specification) => {
        const child = await guardian.spawn(specification);
        children.push(child);
        return child;
      },
      onLines: (listener) => guardian.onLines(listener),
    },
    load,
    targets: { web: [server.url] },
    seed: 1,
    clock: monotonicClock,
    onFact: (fact) => facts.push(fact),
    ...options,
  });
  const [child] = children;
  if (child === undefined) throw new Error('nothing was started');
  return { facts, child, cut: () => running.cut(), stop: () => running.stop() };
}

async function lines(file: string): Promise<string[]> {
  return (await readFile(file, 'utf8')).trimEnd().split('\n');
}

describe('the load generator', () => {
  test('plays a workload module at its rate, and its history holds what the server got', async () => {
    arrived.length = 0;
    const historyFile = join(folder, 'history.ndjson');
    const load = await start({ ratePerSecond: 200, workload: { module: numbered } }, { historyFile });
    await pollUntil(() => arrived.length >= 100, { timeoutMs: 30_000, intervalMs: 10 });
    await load.cut();
    expect(load.facts.map((fact) => fact.type)).toEqual(['load-started', 'load-window']);
    const cutAt = (await lines(historyFile)).length;
    expect(cutAt).toBeGreaterThanOrEqual(100);
    await pollUntil(() => arrived.length >= 150, { timeoutMs: 30_000, intervalMs: 10 });
    await load.stop();
    expect(await load.child.exited).toMatchObject({ code: 0 });
    const finished = load.facts.at(-1);
    expect(finished).toMatchObject({ type: 'load-finished', sent: arrived.length });
    const windows = load.facts.filter((fact) => fact.type === 'load-window');
    expect(windows.reduce((sum, window) => sum + window.ok, 0)).toBe(arrived.length);
    const operations = (await lines(historyFile)).map((line) => JSON.parse(line));
    const byId = operations.sort((left, right) => left.id - right.id);
    expect(byId.map((operation) => JSON.stringify(operation.input)).sort()).toEqual([...arrived].sort());
    expect(byId[0]).toMatchObject({ id: 0, name: 'post', outcome: 'ok', status: 201, output: { stored: true } });
  });

  test('sends the same requests for the same seed', async () => {
    const play = async (seed: number): Promise<string[]> => {
      arrived.length = 0;
      const load = await start({ ratePerSecond: 500, workload: { module: numbered } }, { seed });
      await pollUntil(() => arrived.length >= 100, { timeoutMs: 30_000, intervalMs: 10 });
      await load.stop();
      const index = (text: string): number => JSON.parse(text).index;
      return [...arrived].sort((left, right) => index(left) - index(right)).slice(0, 100);
    };
    const first = await play(11);
    expect(await play(11)).toEqual(first);
    expect(await play(12)).not.toEqual(first);
  });

  test('is missed when it is killed: the load is not valid, and nothing waits for it', async () => {
    const load = await start({ ratePerSecond: 100, workload: { requests: [{ service: 'web', path: '/' }] } });
    await load.cut();
    await load.child.signal('SIGKILL');
    await load.child.exited;
    await expect(load.cut()).rejects.toMatchObject({ code: 'load-lost' });
    expect(load.facts.at(-1)).toMatchObject({ type: 'load-finished', valid: false });
    expect(load.facts.at(-1)).toHaveProperty('reason', expect.stringContaining('SIGKILL'));
  });

  test('says what is wrong with a workload that is none, before anything is sent', async () => {
    const load = { ratePerSecond: 10, workload: { module: notAWorkload } };
    await expect(start(load)).rejects.toMatchObject({
      code: 'load-lost',
      message: expect.stringContaining('it exports no function createWorkload(random)'),
    });
  });

  test('refuses a load that is not valid, with the place or the nearest name', async () => {
    const requests = [{ service: 'wev', path: '/' }];
    await expect(start({ ratePerSecond: 10, workload: { requests } })).rejects.toMatchObject({
      code: 'unknown-service',
      hint: expect.stringContaining("'web'"),
    });
    const slow = { ratePerSecond: 0, workload: { requests: [{ service: 'web', path: '/' }] } };
    await expect(start(slow)).rejects.toMatchObject({
      code: 'invalid-load',
      message: expect.stringContaining('ratePerSecond'),
    });
  });

  test('ends when its standard input does', async () => {
    const child = spawn(process.execPath, [fileURLToPath(generator)], { stdio: ['pipe', 'ignore', 'ignore'] });
    const exited = once(child, 'exit', { signal: AbortSignal.timeout(30_000) });
    child.stdin.end();
    expect(await exited).toEqual([0, null]);
  });
});
