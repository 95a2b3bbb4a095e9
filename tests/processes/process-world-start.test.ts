import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { Journal } from '@temblor/lab/journal/journal';
import { defineSystem } from '@temblor/lab/system/define-system';
import type { World } from '@temblor/lab/world/world';
import { processStartTime } from '@temblor/runtime/processes/process-identity';
import { openProcessWorld } from '@temblor/runtime/world/process-world';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';

const entry = z.object({ kind: z.string(), pid: z.number().optional(), startTime: z.string().optional() });

describe('a start that does not come to its end', () => {
  let folder: string;
  let world: World;
  let journal: Journal;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'temblor-test-'));
    journal = new Journal();
    world = await openProcessWorld({ journal, clock: monotonicClock, folder });
  });
  afterEach(async () => {
    await world[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  /** The children of this World, as its guardian recorded them, that still run. */
  const survivors = async (): Promise<number[]> => {
    const lines = (await readFile(join(folder, 'children.ndjson'), 'utf8')).trim().split('\n');
    const children = lines.map((line) => entry.parse(JSON.parse(line))).filter(({ kind }) => kind === 'child');
    expect(children).not.toEqual([]);
    return children.flatMap(({ pid = 0, startTime }) => (processStartTime(pid) === startTime ? [pid] : []));
  };

  test('is given up as soon as it is aborted, not when the instance would be ready', async () => {
    const deaf = defineSystem({
      name: 'deaf',
      title: 'Deaf',
      description: 'a service that never listens',
      services: { service: { run: { command: ['sleep', '600'] }, health: { readyWithinMs: 600_000 } } },
      entrances: ['service'],
    });
    const abort = new AbortController();
    const starting = world.start(deaf, { id: 'deaf', ports: 'auto', seed: 1, signal: abort.signal });
    const outcome = starting.catch((error: unknown) => error);
    await journal.waitFor((event) => event.type === 'process-started', { fromSequence: 1, timeoutMs: 30_000 });
    const reason = new Error('changed my mind');
    abort.abort(reason);
    expect(await outcome).toBe(reason);
    expect(await survivors()).toEqual([]);
  });

  test('leaves no server of a store that opened beside the one that failed', async () => {
    const schema = join(folder, 'absent.sql'); // so that this store fails at once
    const shop = defineSystem({
      name: 'shop',
      title: 'Shop',
      description: 'two stores, one of which cannot be opened',
      services: { service: { run: { command: ['sleep', '600'] }, calls: ['good', 'bad'] } },
      stores: { bad: { kind: 'postgresql', database: 'a', schema }, good: { kind: 'postgresql', database: 'b' } },
      entrances: ['service'],
    });
    await expect(world.start(shop, { id: 'shop', ports: 'auto', seed: 1 })).rejects.toThrow(/absent\.sql/);
    expect(await survivors()).toEqual([]);
  });
});
