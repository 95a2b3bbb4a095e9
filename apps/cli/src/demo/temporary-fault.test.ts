import type { FaultStatus } from '@temblor/control/api/schemas';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { expect, test } from 'vitest';
import { injectTemporarily } from './temporary-fault.ts';

const fault = { kind: 'pause', target: { instance: 'image-1' } } as const;

/** A lab that writes down what was asked of it. */
function fakeLab(evidence: FaultStatus['evidence'], heal = async () => ({ lifted: ['f1'] })) {
  const acting: string[] = [];
  const answer = Promise.withResolvers<void>();
  const leaving = new AbortController();
  const told: string[] = [];
  const inject = async (): Promise<FaultStatus> => {
    acting.push('f1');
    await answer.promise;
    return { id: 'f1', kind: 'pause', target: fault.target, parameters: {}, evidence, appliedAtUs: 0, remainingMs: 1 };
  };
  const lift = async () => {
    const lifted = await heal();
    acting.length = 0;
    return lifted;
  };
  const parts = {
    lab: () => ({ inject, heal: lift }),
    system: 'balancer',
    signal: leaving.signal,
    warn: (text: string) => void told.push(text),
  };
  return { acting, answer, leaving, told, injected: injectTemporarily(parts, fault) };
}

const pending = { kind: 'pending' } as const;

test('a fault acts until it is disposed of', async () => {
  const { acting, answer, injected } = fakeLab(pending);
  answer.resolve();
  const acts = await injected;
  expect(acting).toEqual(['f1']);
  await acts[Symbol.asyncDispose]();
  expect(acting).toEqual([]);
});

test('who leaves while the evidence is awaited leaves no fault behind', async () => {
  const { acting, answer, leaving, injected } = fakeLab(pending);
  leaving.abort(new TemblorError('interrupted', 'interrupted', { exitCode: 130 }));
  answer.resolve();
  await expect(injected).rejects.toMatchObject({ code: 'interrupted' });
  expect(acting).toEqual([]);
});

test('a fault that was not seen to act is lifted all the same', async () => {
  const { acting, answer, injected } = fakeLab({ kind: 'not-confirmed', reason: 'it runs on' });
  answer.resolve();
  await expect(injected).rejects.toMatchObject({ code: 'fault-not-applied', message: 'it runs on' });
  expect(acting).toEqual([]);
});

test('one that is over already needs no lifting, and one that cannot be lifted is told', async () => {
  const over = fakeLab(pending, async () => Promise.reject(new TemblorError('unknown-fault', 'there is no fault f1')));
  over.answer.resolve();
  await (await over.injected)[Symbol.asyncDispose]();
  expect(over.told).toEqual([]);
  const stuck = fakeLab(pending, async () => Promise.reject(new TemblorError('lab-unreachable', 'it does not answer')));
  stuck.answer.resolve();
  await (await stuck.injected)[Symbol.asyncDispose]();
  expect(stuck.told).toEqual([expect.stringContaining('pause on image-1 may act for 30.0 s more: it does not answer')]);
});
