/** Each planted bug of the balancer is caught by a check; that a sound one passes them is seen in `balancer.test.ts`. */
import type { CheckContext } from '@temblor/lab/experiment/declaration';
import type { FaultRequest } from '@temblor/lab/faults/fault';
import { amplificationBounded, halfOpenOneProbe, noClientErrors } from '@temblor/system-balancer/checks';
import type { PlantedBug } from '@temblor/system-balancer/planted-bugs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StartedBalancer } from '../processes/balancer-fixtures/balancer-lab.ts';
import { BalancerLab } from '../processes/balancer-fixtures/balancer-lab.ts';

let lab: BalancerLab;

beforeAll(async () => {
  lab = await BalancerLab.open();
});

afterAll(async () => {
  await lab?.[Symbol.asyncDispose]();
});

/** It fails everything but its health check. */
const lieOf = (instance: string): FaultRequest => ({
  kind: 'intermittent',
  target: { instance },
  probability: 1,
  spareHealth: true,
});

/** Starts the system with a bug, and breaks something under load. */
async function judge(
  bug: PlantedBug,
  breakIt: (started: StartedBalancer, from: number) => Promise<void>,
): Promise<CheckContext> {
  await using started = await lab.start(bug);
  const context = await started.underLoad(300, (from) => breakIt(started, from));
  return context;
}

describe('the checks of the balancer', () => {
  test('catch one that sends nothing again', async () => {
    const context = await judge('no-retries', async (started, from) => {
      // Of a crash the health check may know before any request meets it; a lie is only known by the requests that fail.
      await started.apply(lieOf('image-1'));
      await started.fact('instance-off', 'image-1', from);
    });
    expect(await noClientErrors(context)).toMatchObject({ verdict: 'failed' });
  });

  test('catch one that sends again without a budget', async () => {
    const context = await judge('retries-without-budget', async (started, from) => {
      for (const instance of ['image-1', 'image-2', 'image-3']) await started.apply(lieOf(instance));
      await started.traffic('image-1', await started.traffic('image-1', from));
    });
    expect(await amplificationBounded(context)).toMatchObject({ verdict: 'failed' });
  });

  test('catch one that lets a crowd through a half-open breaker', async () => {
    const context = await judge('crowd-in-half-open', async (started, from) => {
      await started.apply({ kind: 'latency', target: { link: 'balancer->image-3' }, latencyMs: 40 });
      await started.apply(lieOf('image-3'));
      const first = await started.fact('breaker-half-opened', 'image-3', from);
      const second = await started.fact('breaker-half-opened', 'image-3', first);
      const shutAgain = await started.fact('breaker-opened', 'image-3', second);
      await started.fact('balancer-window', 'balancer', shutAgain);
    });
    expect(await halfOpenOneProbe(context)).toMatchObject({ verdict: 'failed' });
  });

  test('catch one that looks at nothing but health checks', async () => {
    const context = await judge('ignores-passive', async (started, from) => {
      await started.apply(lieOf('image-3'));
      await started.traffic('image-1', await started.traffic('image-1', from));
    });
    expect(await noClientErrors(context)).toMatchObject({ verdict: 'failed' });
    expect(context.journal.map(({ type }) => type)).not.toContain('instance-off');
  });
});
