import type { Json } from '@temblor/checkers/history/operation';
import { expect, test } from 'vitest';
import { awaitRecovery } from './recovery.ts';

/** Which sagas are open is what the next of the answers says; the last one is given again. */
function scene(openSagas: readonly (readonly string[])[]) {
  const asked: string[] = [];
  let isArmed = true;
  let look = 0;
  const observe = async (): Promise<{ status: number; body: Json }> => {
    asked.push('sagas');
    const open = openSagas[Math.min(look, openSagas.length - 1)] ?? [];
    look += 1;
    return { status: 200, body: { sagas: open.map((saga_id) => ({ saga_id, phase: 'forward', open: true })) } };
  };
  const armed = {
    isArmed: async () => {
      asked.push('armed');
      const was = isArmed;
      isArmed = false;
      return was;
    },
    awaitHealthy: async () => void asked.push('healthy'),
  };
  const options = { armed, observe, instance: 'payments', order: 'point-1', signal: new AbortController().signal };
  return { options, asked };
}

const forever = new Promise<void>(() => {});

test('sagas count from when everything runs again, and those that began later do not', async () => {
  const { options, asked } = scene([['a', 'b'], ['b', 'later'], ['later']]);
  const { lateSagas } = await awaitRecovery({ ...options, clients: forever, withinMs: 20_000 });
  expect(lateSagas).toEqual([]);
  expect(asked).toEqual(['armed', 'armed', 'healthy', 'sagas', 'sagas', 'sagas']);
});

test('a saga that stays open for too long is named', async () => {
  const { options } = scene([['a', 'b'], ['b']]);
  const { lateSagas } = await awaitRecovery({ ...options, clients: forever, withinMs: 50 });
  expect(lateSagas).toEqual(['b']);
});

test('what has not acted when the clients are done is not awaited', async () => {
  const { options, asked } = scene([[]]);
  await awaitRecovery({ ...options, clients: Promise.resolve(), withinMs: 20_000 });
  expect(asked.slice(-2)).toEqual(['healthy', 'sagas']);
});
