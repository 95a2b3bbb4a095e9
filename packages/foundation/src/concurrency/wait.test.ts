import { expect, test } from 'vitest';
import { pollUntil, sleep } from './wait.ts';

const waits = [
  ['a sleep', (signal: AbortSignal) => sleep(60_000, signal)],
  ['a poll', (signal: AbortSignal) => pollUntil(() => false, { timeoutMs: 60_000, intervalMs: 60_000, signal })],
] as const;

test.each(waits)('%s that is broken off throws the reason of the signal, as it is', async (_name, wait) => {
  const leaving = new AbortController();
  const reason = new Error('interrupted');
  const waiting = wait(leaving.signal);
  leaving.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(wait(leaving.signal)).rejects.toBe(reason);
});
