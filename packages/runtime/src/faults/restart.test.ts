import { monotonicClock } from '@temblor/foundation/clock/clock';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import type { FaultRequest } from '@temblor/lab/faults/fault';
import { describe, expect, test } from 'vitest';
import { openFakeGround } from './testing/fake-ground.ts';

const restart = (durationMs: number): FaultRequest => ({ kind: 'restart', target: { instance: 'shop' }, durationMs });
const exited = { code: 0, signal: null } as const;

describe('a restart', () => {
  test('is confirmed by the exit, and acts from the moment at which the process was asked', async () => {
    const { apply, shop, listed } = openFakeGround();
    const fault = await apply(restart(60_000));
    expect(listed()).toEqual(['f1']);
    const askedBeforeUs = monotonicClock.nowUs();
    shop.endBy(exited);
    expect(await fault.evidence).toMatchObject({
      kind: 'confirmed',
      evidence: expect.stringMatching(/^process 101 exited by code 0, \d+ ms after it was asked to end$/),
    });
    const evidence = await fault.evidence;
    expect(evidence.kind === 'confirmed' && evidence.effectAtUs).toBeLessThanOrEqual(askedBeforeUs);
    expect(listed()).toEqual(['f1']); // it is held
  });

  test('is over with its hold, and not before the process has ended', async () => {
    const { apply, shop, ends } = openFakeGround();
    const fault = await apply(restart(1));
    const holdIsOverUs = monotonicClock.nowUs() + 1000;
    await pollUntil(() => monotonicClock.nowUs() > holdIsOverUs, { timeoutMs: 5000, intervalMs: 1 });
    expect(ends()).toEqual([]);
    shop.endBy(exited);
    await fault.lifted;
    expect(ends()).toEqual(['f1 expired']);
  });

  test('says that the process had to be killed', async () => {
    const { apply, shop } = openFakeGround();
    const fault = await apply(restart(60_000));
    shop.endBy({ code: null, signal: 'SIGKILL' }, true);
    expect(await fault.evidence).toMatchObject({
      kind: 'confirmed',
      evidence: expect.stringMatching(/exited by SIGKILL, .*because it did not end by itself$/),
    });
  });

  test('that is healed lets the next process start as soon as this one has ended', async () => {
    const { apply, shop, registry, ends } = openFakeGround();
    const fault = await apply(restart(60_000));
    const lifting = registry.lift(fault.id);
    await expect.poll(() => shop.asked).toEqual(['replace 60000', 'end hold']);
    expect(ends()).toEqual([]);
    shop.endBy(exited);
    await lifting;
    expect(await fault.evidence).toMatchObject({ kind: 'confirmed' });
    expect(ends()).toEqual(['f1 healed']);
  });

  test('gives way at once to a crash of the process that still ends', async () => {
    const { apply, shop, ends, listed } = openFakeGround();
    const fault = await apply(restart(60_000));
    await apply({ kind: 'crash', target: { instance: 'shop' }, durationMs: 60_000 });
    expect(shop.asked).toEqual(['replace 60000', 'end hold', 'crash 60000']);
    expect(ends()).toEqual(['f1 replaced']);
    expect(await fault.evidence).toMatchObject({ kind: 'cannot-tell', reason: expect.stringContaining('had not') });
    expect(listed()).toEqual(['f2']);
  });

  test('of a process that ended by itself, or that there is none of, is not confirmed, and over', async () => {
    const gone = openFakeGround();
    gone.shop.isGone = true;
    expect(await (await gone.apply(restart(60_000))).evidence).toEqual({
      kind: 'not-confirmed',
      reason: 'process 101 ended by itself before it was asked to',
    });
    const down = openFakeGround();
    down.shop.pid = null;
    expect(await (await down.apply(restart(60_000))).evidence).toEqual({
      kind: 'not-confirmed',
      reason: 'shop has no running process (down)',
    });
    expect([...gone.ends(), ...down.ends()]).toEqual(['f1 came-to-nothing', 'f1 came-to-nothing']);
  });

  test('that cannot be followed to its end, because the guardian is lost, is over', async () => {
    const { apply, shop, ends } = openFakeGround();
    const fault = await apply(restart(60_000));
    shop.ending.reject(new Error('guardian lost'));
    expect(await fault.evidence).toEqual({ kind: 'not-confirmed', reason: 'guardian lost' });
    expect(ends()).toEqual(['f1 came-to-nothing']);
  });
});
