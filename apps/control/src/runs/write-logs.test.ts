import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogLine } from '@temblor/lab/world/world';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeLogs } from './write-logs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temblor-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const line = (instance: string, text: string): LogLine => ({ atUs: 1, instance, stream: 'stdout', text });

/** A system of two nodes that has printed something, and prints on while it is asked for that. */
function printingSystem() {
  const listeners = new Set<(line: LogLine) => void>();
  const kept = [line('node-1', 'before')];
  const print = (printed: LogLine) => {
    kept.push(printed);
    for (const listener of listeners) listener(printed);
  };
  const instance = { service: 'node', state: 'running', pid: 1, port: 1, url: '', restarts: 0, trouble: null } as const;
  const system = {
    instances: () => ['node-1', 'node-2'].map((id) => ({ ...instance, id })),
    recentLogs: async (id: string) => {
      if (id === 'node-1') print(line('node-1', 'meanwhile'));
      return kept.filter((remembered) => remembered.instance === id);
    },
    followLogs: (listener: (line: LogLine) => void) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => listeners.delete(listener) };
    },
  };
  return { system, print };
}

test('each instance has its file: what was printed before, meanwhile and since, each line once', async () => {
  const { system, print } = printingSystem();
  await using logs = await writeLogs(folder, system, () => expect.unreachable());
  print(line('node-2', 'since'));
  await logs[Symbol.asyncDispose]();
  expect(await readFile(join(folder, 'logs/node_1.log'), 'utf8')).toBe('before\nmeanwhile\n');
  expect(await readFile(join(folder, 'logs/node_2.log'), 'utf8')).toBe('since\n');
});

test('a file that cannot be written is told of once, and the other is written', async () => {
  const { system, print } = printingSystem();
  await mkdir(join(folder, 'logs/node_1.log'), { recursive: true });
  const failures: unknown[] = [];
  await using logs = await writeLogs(folder, system, (error) => failures.push(error));
  print(line('node-2', 'since'));
  await logs[Symbol.asyncDispose]();
  expect(failures).toMatchObject([{ code: 'EISDIR' }]);
  expect(await readFile(join(folder, 'logs/node_2.log'), 'utf8')).toBe('since\n');
});
