import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { faultSpecification } from '@temblor/lab/faults/fault';
import type { JournalEventOf } from '@temblor/lab/journal/event';
import { Journal } from '@temblor/lab/journal/journal';
import { defineSystem } from '@temblor/lab/system/define-system';
import type { RunningSystem, World } from '@temblor/lab/world/world';
import { openProcessWorld } from '@temblor/runtime/world/process-world';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const program = new URL('./fixtures/draining-service.ts', import.meta.url).pathname;
const command = (behaviour: string) => [process.execPath, program, behaviour];
const declaration = defineSystem({
  name: 'draining',
  title: 'Draining',
  description: 'one service that ends in order, one that does not, and one that nobody starts again',
  services: {
    orderly: { run: { command: command('drains') } },
    stubborn: { run: { command: command('stays') } },
    once: { run: { command: command('drains') }, restart: false },
  },
});

const journal = new Journal();
let folder: string;
let world: World;
let system: RunningSystem;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temblor-test-'));
  world = await openProcessWorld({ journal, clock: monotonicClock, folder });
  system = await world.start(declaration, { id: 'draining', ports: 'auto', seed: 1 });
});

afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function restart(instance: string, durationMs: number) {
  const fromSequence = journal.nextSequence;
  const fault = await system.applyFault(
    faultSpecification.parse({ kind: 'restart', target: { instance }, durationMs }),
  );
  const ready = await journal.waitFor((event) => event.type === 'process-ready' && event.instance === instance, {
    ...{ fromSequence, timeoutMs: 30_000 },
  });
  const isOf = <T extends 'process-exited' | 'process-started'>(type: T) =>
    journal
      .since(fromSequence)
      .find((event): event is JournalEventOf<T> => event.type === type && event.instance === instance);
  return { fault, ready, exited: isOf('process-exited'), started: isOf('process-started') };
}

describe('a restart', () => {
  test.each(['orderly', 'once'])('lets %s finish, expects its end, and starts it after the hold', async (instance) => {
    const { fault, ready, exited, started } = await restart(instance, 600);
    expect(exited).toMatchObject({ code: 0, signal: null, expected: true });
    expect(ready).toBeDefined();
    expect((started?.atUs ?? 0) - fault.appliedAtUs).toBeGreaterThanOrEqual(600_000);
    const evidence = await fault.evidence;
    expect(evidence).toMatchObject({ kind: 'confirmed', evidence: expect.stringContaining('exited by code 0') });
    expect(evidence.kind === 'confirmed' && evidence.effectAtUs).toBeLessThan(exited?.atUs ?? 0);
    expect(await fault.lifted).toBe(fault.appliedAtUs + 600_000);
  });

  test('waits for the end of the process before it starts another, whatever the hold', async () => {
    const { fault, exited, started } = await restart('orderly', 0);
    expect(started?.atUs).toBeGreaterThan(exited?.atUs ?? Number.POSITIVE_INFINITY);
    expect(await fault.lifted).toBe(exited?.atUs);
  });

  test('kills who has not ended after five seconds, and says so', async () => {
    const { fault, exited, ready } = await restart('stubborn', 0);
    expect(exited).toMatchObject({ signal: 'SIGKILL', expected: true });
    expect(await fault.evidence).toMatchObject({ kind: 'confirmed', evidence: expect.stringContaining('because it') });
    expect(ready).toBeDefined();
  });
});
