import { pollUntil } from '@temblor/foundation/concurrency/wait';
import type { FaultRequest } from '@temblor/lab/faults/fault';
import {
  amplificationBounded,
  answersComeFromReplicas,
  halfOpenOneProbe,
  noClientErrors,
  restartsDrained,
} from '@temblor/system-balancer/checks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { StartedBalancer } from './balancer-fixtures/balancer-lab.ts';
import { BalancerLab } from './balancer-fixtures/balancer-lab.ts';

const ratePerSecond = 200;
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

const lieOf = (instance: string): FaultRequest => ({
  kind: 'intermittent',
  target: { instance },
  probability: 1,
  spareHealth: true,
});

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

  test('a replica that passes its health checks and fails everything else: it gets one probe at a time', async () => {
    const lieUnderLoad = async () => {
      const context = await started.underLoad(ratePerSecond, async (from) => {
        const slow = await started.apply({ kind: 'latency', target: { link: 'balancer->image-3' }, latencyMs: 40 });
        const lie = await started.apply(lieOf('image-3'));
        const first = await started.fact('breaker-half-opened', 'image-3', from);
        const second = await started.fact('breaker-half-opened', 'image-3', first);
        const shutAgain = await started.fact('breaker-opened', 'image-3', second);
        await started.fact('balancer-window', 'balancer', shutAgain);
        for (const fault of [slow, lie]) await started.system.liftFault(fault.id);
        await started.fact('instance-on', 'image-3', shutAgain);
      });
      expect(await noClientErrors(context)).toEqual(passed);
      return halfOpenOneProbe(context);
    };
    let probed = await lieUnderLoad();
    // In panic everybody is asked, and nothing can be told: on a busy machine the others may be taken for bad, for a moment.
    for (let again = 0; again < 3 && probed.verdict === 'inconclusive'; again += 1) probed = await lieUnderLoad();
    expect(probed).toEqual(passed);
  });
});

describe('where no replica is any good', () => {
  test('retries add a fifth to the load at most, and all is well by itself afterwards', async () => {
    const context = await started.underLoad(ratePerSecond, async (from) => {
      const lies = await Promise.all(
        ['image-1', 'image-2', 'image-3'].map((instance) => started.apply(lieOf(instance))),
      );
      await started.traffic('image-1', await started.traffic('image-1', from));
      for (const fault of lies) await started.system.liftFault(fault.id);
      for (const instance of ['image-1', 'image-2', 'image-3']) await started.fact('instance-on', instance, from);
    });
    expect(await amplificationBounded(context)).toEqual(passed);
    expect(await noClientErrors(context)).toMatchObject({ verdict: 'failed' });
  });
});

describe('a replica that answers in the name of one that there is not', () => {
  test('is caught by the check of the answers', async () => {
    const context = await started.underLoad(ratePerSecond, async () => {
      await started.apply({ kind: 'incorrect-response', target: { instance: 'image-3' } });
    });
    expect(await answersComeFromReplicas(context)).toMatchObject({ verdict: 'failed' });
  });
});
