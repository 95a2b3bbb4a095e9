import type { FaultRequest } from '@temblor/lab/faults/fault';
import { describe, expect, test } from 'vitest';
import { openFakeGround } from './testing/fake-ground.ts';

const pause = (durationMs: number): FaultRequest => ({ kind: 'pause', target: { instance: 'shop' }, durationMs });
const crash = (durationMs: number): FaultRequest => ({ kind: 'crash', target: { instance: 'shop' }, durationMs });
const blackhole: FaultRequest = { kind: 'blackhole', target: { link: 'front->shop' } };

describe('a newer fault of a process', () => {
  test('replaces a pause, and healing the older one does not touch it', async () => {
    const { apply, shop, registry, ends, listed } = openFakeGround();
    const older = await apply(pause(60_000));
    await apply(pause(30_000));
    expect(ends()).toEqual(['f1 replaced']);
    await registry.lift(older.id);
    expect(shop.asked).toEqual(['pause 60000', 'resume', 'pause 30000']);
    expect(listed()).toEqual(['f2']);
    await registry.lift('f2');
    expect(ends()).toEqual(['f1 replaced', 'f2 healed']);
  });

  test('a crash ends a pause with its process, without letting it go on first', async () => {
    const { apply, shop, ends, listed } = openFakeGround();
    const paused = await apply(pause(60_000));
    await apply(crash(60_000));
    await paused.lifted;
    expect(shop.asked).toEqual(['pause 60000', 'crash 60000']);
    expect(ends()).toEqual(['f1 process-ended']);
    expect(listed()).toEqual(['f2']);
  });

  test('that finds no process does not end the hold of a crash', async () => {
    const { apply, shop, listed } = openFakeGround();
    await apply(crash(60_000));
    const second = await apply(crash(100));
    expect(await second.evidence).toMatchObject({ kind: 'not-confirmed' });
    expect(shop.asked).toEqual(['crash 60000']);
    expect(listed()).toEqual(['f1']);
  });

  test('replaces a crash whose process is back before its time', async () => {
    const { apply, shop, ends } = openFakeGround();
    await apply(crash(60_000));
    shop.pid = 102;
    await apply(pause(1000));
    expect(ends()).toEqual(['f1 replaced']);
    expect(shop.asked).toEqual(['crash 60000', 'end hold', 'pause 1000']);
  });
});

describe('a pause', () => {
  test.each([
    ['lease', 'expired'],
    ['resume', 'healed'],
    ['exit', 'process-ended'],
  ] as const)('ends when the guardian says so (%s: %s)', async (by, cause) => {
    const { apply, shop, ends } = openFakeGround();
    const fault = await apply(pause(1));
    await new Promise((resolve) => setTimeout(resolve, 5)); // a timer of its own would be over
    expect(ends()).toEqual([]);
    shop.endPause(by);
    await fault.lifted;
    expect(ends()).toEqual([`f1 ${cause}`]);
  });
});

test('healing a fault that could not be applied is no error', async () => {
  const { apply, shop, registry, listed } = openFakeGround();
  const stopped = Promise.withResolvers<undefined>();
  shop.pause = () => stopped.promise.then(() => Promise.reject(new Error('guardian lost')));
  const applying = expect(apply(pause(60_000))).rejects.toThrow('guardian lost');
  await expect.poll(listed).toEqual(['f1']);
  const lifting = registry.lift('f1');
  stopped.resolve(undefined);
  await Promise.all([applying, lifting]);
  expect(listed()).toEqual([]);
});

describe('a crash', () => {
  test('of a process that ended by itself is not confirmed, and over', async () => {
    const { apply, shop, listed, ends } = openFakeGround();
    shop.kill = { kind: 'ended-by-itself' };
    const fault = await apply(crash(60_000));
    expect(await fault.evidence).toEqual({
      kind: 'not-confirmed',
      reason: 'process 101 ended by itself before it was killed',
    });
    expect(listed()).toEqual([]);
    expect(ends()).toEqual(['f1 came-to-nothing']);
  });

  test('that does not end the process is not confirmed, and holds', async () => {
    const { apply, shop, listed } = openFakeGround();
    shop.kill = { kind: 'not-exited' };
    const fault = await apply(crash(60_000));
    expect(await fault.evidence).toEqual({
      kind: 'not-confirmed',
      reason: 'process 101 did not exit after SIGKILL',
    });
    expect(listed()).toEqual(['f1']);
  });
});

describe('the end of the system', () => {
  test('ends every fault, though one link cannot be healed any more', async () => {
    const { apply, parts, registry, lifted, ends } = openFakeGround();
    await apply(blackhole);
    await apply(crash(60_000));
    await apply(blackhole);
    const heal = parts.liftLinks;
    parts.liftLinks = (fault) => (fault === 'f1' ? Promise.reject(new Error('links lost')) : heal(fault));
    await registry.endAll();
    expect(lifted).toEqual(['f3']);
    expect(ends()).toEqual(['f1 system-stopped', 'f2 system-stopped', 'f3 system-stopped']);
  });
});
