import { monotonicClock } from '@temblor/foundation/clock/clock';
import type { FaultRequest } from '@temblor/lab/faults/fault';
import { faultSpecification } from '@temblor/lab/faults/fault';
import { describe, expect, test } from 'vitest';
import { switchEffect } from './fault-switch.ts';
import { openFakeGround } from './testing/fake-ground.ts';

const latency = (durationMs: number): FaultRequest => ({
  kind: 'latency',
  target: { instance: 'shop' },
  latencyMs: 100,
  durationMs,
});

describe('a fault switch that does not answer', () => {
  test('may have been turned on: the fault is listed, can be confirmed, and is healed by a real DELETE', async () => {
    const { apply, parts, requests, registry, listed, ends } = openFakeGround();
    parts.answer = async () => 0;
    const fault = await apply(latency(60_000));
    expect(registry.views()).toMatchObject([{ id: fault.id, evidence: { kind: 'pending' } }]);
    parts.answer = async () => 200;
    await registry.lift(fault.id);
    expect(requests.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
    expect(await fault.evidence).toMatchObject({ kind: 'cannot-tell', reason: expect.stringContaining('not known') });
    expect(listed()).toEqual([]);
    expect(ends()).toEqual(['f1 healed']);
  });

  test('and is not turned off ends with its lease', async () => {
    const { apply, parts, ends } = openFakeGround();
    parts.answer = async () => 0;
    const fault = await apply(latency(20));
    await fault.lifted;
    expect(await fault.evidence).toMatchObject({ kind: 'cannot-tell' });
    expect(ends()).toEqual(['f1 expired']);
  });

  test('of an instance that is down was not turned on', async () => {
    const { apply, shop, requests } = openFakeGround();
    shop.pid = null;
    const fault = await apply(latency(60_000));
    expect(await fault.evidence).toEqual({ kind: 'not-confirmed', reason: 'shop has no running process (down)' });
    expect(requests).toEqual([]);
  });
});

test('a switch that refuses was not turned on', async () => {
  const { apply, parts, listed } = openFakeGround();
  parts.answer = async () => 422;
  const fault = await apply(latency(60_000));
  expect(await fault.evidence).toEqual({ kind: 'not-confirmed', reason: 'the fault switch of shop answered 422' });
  expect(listed()).toEqual([]);
});

describe('healing', () => {
  test.concurrent.each([0, 404, 500])(
    'is refused while the switch answers %i: the fault stays listed',
    async (status) => {
      const { apply, parts, registry, listed, ends } = openFakeGround();
      const fault = await apply(latency(60_000));
      parts.answer = async () => status;
      await expect(registry.lift(fault.id)).rejects.toMatchObject({
        code: 'fault-not-lifted',
        hint: expect.stringContaining('lease'),
      });
      expect(listed()).toEqual(['f1']);
      expect(ends()).toEqual([]);
      parts.answer = async () => 200;
      await registry.lift(fault.id);
      expect(ends()).toEqual(['f1 healed']);
    },
  );

  test('asks again until the switch answers', async () => {
    const { apply, parts, registry, requests, ends } = openFakeGround();
    const fault = await apply(latency(60_000));
    parts.answer = async () => (requests.length < 4 ? 500 : 204);
    await registry.lift(fault.id);
    expect(requests.map(({ method }) => method)).toEqual(['POST', 'DELETE', 'DELETE', 'DELETE']);
    expect(ends()).toEqual(['f1 healed']);
  });

  test('is dated when the switch was asked, not when its answer was read', async () => {
    const { apply, parts, registry } = openFakeGround();
    const fault = await apply(latency(60_000));
    let askedAtUs = 0;
    let refusedAtUs = 0;
    parts.answer = async () => {
      askedAtUs = monotonicClock.nowUs();
      if (refusedAtUs === 0) {
        refusedAtUs = askedAtUs;
        return 500;
      }
      while (monotonicClock.nowUs() < askedAtUs + 2000);
      return 200;
    };
    await registry.lift(fault.id);
    const liftedAtUs = await fault.lifted;
    expect(liftedAtUs).toBeLessThanOrEqual(askedAtUs);
    expect(liftedAtUs).toBeGreaterThan(refusedAtUs); // the refused question ended nothing
  });

  test('is done when the process is gone', async () => {
    const { apply, parts, registry, ends } = openFakeGround();
    const fault = await apply(latency(60_000));
    parts.answer = async () => {
      registry.onProcessExited('shop', monotonicClock.nowUs());
      return 0;
    };
    await registry.lift(fault.id);
    expect(ends()).toEqual(['f1 process-ended']);
  });

  test('waits for a switch that is still being turned on', async () => {
    const { apply, parts, registry, requests, listed } = openFakeGround();
    const posted = Promise.withResolvers<number>();
    parts.answer = (method) => (method === 'POST' ? posted.promise : Promise.resolve(200));
    const applying = apply(latency(60_000));
    await expect.poll(listed).toEqual(['f1']);
    const lifting = registry.lift('f1');
    posted.resolve(200);
    await Promise.all([applying, lifting]);
    expect(requests.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
    expect(listed()).toEqual([]);
  });
});

describe('a newer fault at a switch', () => {
  test('takes the place of the older one, also where both are asked for at once', async () => {
    const { apply, requests, listed, ends } = openFakeGround();
    await Promise.all([apply(latency(60_000)), apply(latency(60_000)), apply(latency(60_000))]);
    expect(requests.map(({ method }) => method)).toEqual(['POST', 'DELETE', 'POST', 'DELETE', 'POST']);
    expect(ends()).toEqual(['f1 replaced', 'f2 replaced']);
    expect(listed()).toEqual(['f3']);
  });

  test('is not applied where the older one cannot be ended', async () => {
    const { apply, parts, listed } = openFakeGround();
    await apply(latency(60_000));
    parts.answer = async () => 0;
    await expect(apply(latency(60_000))).rejects.toMatchObject({ code: 'fault-not-lifted' });
    expect(listed()).toEqual(['f1']);
  });
});

describe('the word of a switch that it acted', () => {
  test('confirms the fault that it names, and no other', async () => {
    const { apply, registry, requests } = openFakeGround();
    await apply(latency(60_000));
    const newer = await apply(latency(60_000));
    expect(requests.at(-1)?.body).toMatchObject({ type: 'latency', fault: 'f2' });
    const acted = { instance: 'shop', kind: 'latency' };
    registry.onSwitchActed({ ...acted, fault: 'f1' }, monotonicClock.nowUs());
    registry.onSwitchActed({ ...acted, fault: 'f1' }, newer.appliedAtUs - 1);
    expect(registry.views()).toMatchObject([{ id: 'f2', evidence: { kind: 'pending' } }]);
    const atUs = monotonicClock.nowUs();
    registry.onSwitchActed({ ...acted, fault: 'f2' }, atUs);
    expect(await newer.evidence).toMatchObject({ kind: 'confirmed', effectAtUs: atUs });
  });

  test('without a name confirms what was applied before it, never what came later', async () => {
    const { apply, registry } = openFakeGround();
    const fault = await apply(latency(60_000));
    registry.onSwitchActed({ instance: 'shop', kind: 'latency' }, fault.appliedAtUs - 1);
    expect(registry.views()).toMatchObject([{ evidence: { kind: 'pending' } }]);
    registry.onSwitchActed({ instance: 'shop', kind: 'latency' }, fault.appliedAtUs);
    expect(await fault.evidence).toMatchObject({ kind: 'confirmed' });
  });
});

test.each([
  ['latency', 'late answer'],
  ['intermittent', 'failed answer'],
  ['incorrect-response', 'wrong answer'],
] as const)('%s makes a %s', (kind, words) => {
  expect(switchEffect(faultSpecification.parse({ kind, target: { instance: 'shop' } }))).toBe(words);
});

describe('a flag', () => {
  const raise = (flag: string, value?: number): FaultRequest => ({
    ...{ kind: 'flag', target: { instance: 'shop' }, flag, durationMs: 5000 },
    ...(value === undefined ? {} : { value }),
  });

  test('is turned on at its own switch, with its usual value or the one given, its lease and the name of the fault', async () => {
    const { apply, requests } = openFakeGround();
    await apply(raise('crash'));
    await apply(raise('latency_seconds'));
    await apply(raise('latency_seconds', 0.5));
    expect(requests.filter(({ method }) => method === 'POST')).toEqual([
      { method: 'POST', path: '/chaos', body: { crash: true, duration_ms: 5000, fault: 'f1' } },
      { method: 'POST', path: '/chaos', body: { latency_seconds: 5, duration_ms: 5000, fault: 'f2' } },
      { method: 'POST', path: '/chaos', body: { latency_seconds: 0.5, duration_ms: 5000, fault: 'f3' } },
    ]);
  });

  test('is confirmed by the word that it acted, and healed by a DELETE', async () => {
    const { apply, registry, requests, ends } = openFakeGround();
    const fault = await apply(raise('crash'));
    registry.onSwitchActed({ instance: 'shop', kind: 'latency_seconds' }, monotonicClock.nowUs());
    registry.onSwitchActed({ instance: 'shop', kind: 'latency' }, monotonicClock.nowUs());
    expect(registry.views()).toMatchObject([{ evidence: { kind: 'pending' } }]);
    registry.onSwitchActed({ instance: 'shop', kind: 'crash', fault: fault.id }, monotonicClock.nowUs());
    expect(await fault.evidence).toMatchObject({
      ...{ kind: 'confirmed', evidence: 'shop reports its first effect of the flag crash' },
    });
    await registry.lift(fault.id);
    expect(requests.at(-1)).toMatchObject({ method: 'DELETE', path: '/chaos' });
    expect(ends()).toEqual(['f1 healed']);
  });

  test('and a fault of the fault switch act side by side; two flags of one switch do not', async () => {
    const { apply, listed, ends } = openFakeGround();
    await apply(latency(60_000));
    await apply(raise('crash'));
    expect(listed()).toEqual(['f1', 'f2']);
    await apply(raise('latency_seconds'));
    expect(ends()).toEqual(['f2 replaced']);
    expect(listed()).toEqual(['f1', 'f3']);
  });

  test('that the service does not have is refused with the nearest, and one of a service without any with those that have', async () => {
    const { apply, listed } = openFakeGround();
    await expect(apply(raise('crush'))).rejects.toMatchObject({
      ...{ code: 'unknown-flag', hint: expect.stringContaining("did you mean 'crash'") },
    });
    const front = { kind: 'flag', target: { instance: 'front' }, flag: 'crash' } as const;
    await expect(apply(front)).rejects.toMatchObject({ code: 'unsupported-fault', hint: 'these have: shop' });
    expect(listed()).toEqual([]);
  });
});

describe('a fault that spares the health check', () => {
  test('says so to the switch, and to no switch that need not know', async () => {
    const { apply, requests } = openFakeGround();
    const target = { instance: 'shop' };
    await apply({ kind: 'intermittent', target, probability: 1, spareHealth: true });
    await apply({ kind: 'latency', target, latencyMs: 10, spareHealth: true });
    await apply({ kind: 'latency', target, latencyMs: 10 });
    const posted = requests.filter(({ method }) => method === 'POST').map(({ body }) => body);
    expect(posted).toMatchObject([{ spare_health: true }, { spare_health: true }, {}]);
    expect(posted[2]).not.toHaveProperty('spare_health');
  });

  test.each([{ instance: 'front' }, { link: 'front->shop' }])(
    'is refused where no switch could play it: %o',
    async (target) => {
      const { apply, listed } = openFakeGround();
      for (const kind of ['intermittent', 'latency'] as const) {
        await expect(apply({ kind, target, spareHealth: true })).rejects.toMatchObject({
          code: 'unsupported-fault',
          hint: expect.stringContaining('faultSwitch'),
        });
      }
      expect(listed()).toEqual([]);
    },
  );
});

test('a switch that cannot falsify answers is not asked to', async () => {
  const { apply, requests, facts } = openFakeGround({ wrongAnswers: false });
  const wrong = apply({ kind: 'incorrect-response', target: { instance: 'shop' } });
  await expect(wrong).rejects.toMatchObject({ code: 'unsupported-fault', message: expect.stringContaining('shop') });
  expect([...requests, ...facts]).toEqual([]);
});
