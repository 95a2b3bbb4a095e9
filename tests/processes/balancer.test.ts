import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { answersComeFromReplicas, noClientErrors, restartsDrained } from '@temblor/system-balancer/checks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { StartedBalancer } from './balancer-fixtures/balancer-lab.ts';
import { BalancerLab } from './balancer-fixtures/balancer-lab.ts';

const ratePerSecond = 300;
const passed = expect.objectContaining({ verdict: 'passed', violations: [] });

let lab: BalancerLab;
let started: StartedBalancer;

beforeAll(async () => {
  lab = await BalancerLab.open();
  started = await lab.start();
});

afterAll(async () => {
  await lab?.[Symbol.asyncDispose]();
});

const health = z.object({ replicas: z.array(z.object({ id: z.string(), state: z.string() })) });

/** Whether a replica is in rotation again, the slow start over, within 20 s. */
const inRotation = (replica: string): Promise<true | undefined> =>
  pollUntil(
    async () => {
      const { body } = await started.system.request('balancer', 'GET', '/_lb/health');
      const replicas = health.safeParse(body).data?.replicas ?? [];
      return replicas.some(({ id, state }) => id === replica && state === 'in-rotation');
    },
    { timeoutMs: 20_000, intervalMs: 50 },
  );

describe('no client sees', () => {
  test('a replica that is killed from another terminal; it is started again and asked again', async () => {
    const context = await started.underLoad(ratePerSecond, async (from) => {
      process.kill(started.pidOf('image-2'), 'SIGKILL');
      const off = await started.fact('instance-off', 'image-2', from);
      await started.fact('process-ready', 'image-2', off);
      const on = await started.fact('instance-on', 'image-2', off);
      await started.traffic('image-2', on);
    });
    expect(await noClientErrors(context)).toEqual(passed);
    expect(await answersComeFromReplicas(context)).toEqual(passed);
  });

  test('a replica that stands still, and what it had in hand is asked of others', async () => {
    const pid = started.pidOf('image-1');
    const context = await started.underLoad(ratePerSecond, async (from) => {
      let off: number;
      process.kill(pid, 'SIGSTOP');
      try {
        off = await started.fact('instance-off', 'image-1', from);
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      const on = await started.fact('instance-on', 'image-1', off);
      await started.traffic('image-1', on);
    });
    expect(await noClientErrors(context)).toEqual(passed);
  });

  test('a rolling restart: each replica is drained before it ends, and nobody is taken for dead', async () => {
    const context = await started.underLoad(ratePerSecond, async (from) => {
      for (const instance of ['image-1', 'image-2', 'image-3']) {
        const fault = await started.apply({ kind: 'restart', target: { instance }, durationMs: 200 });
        await fault.lifted;
        await started.fact('process-ready', instance, from);
        expect(await inRotation(instance)).toBe(true);
      }
    });
    expect(await noClientErrors(context)).toEqual(passed);
    expect(await restartsDrained(context)).toEqual(passed);
  });
});
