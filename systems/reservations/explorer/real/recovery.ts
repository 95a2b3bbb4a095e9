import { pollUntil } from '@temblor/foundation/concurrency/wait';
import type { Observe } from '../../read-books.ts';
import { readOpenSagaIds } from '../../read-books.ts';
import type { ArmedPoints } from './armed-points.ts';

const askEveryMs = 30;

/** What became of the sagas that a disturbance met. */
export interface Recovery {
  /** How long after everything ran again the last of them had ended, in ms; at most the time that they have. */
  readonly endedAfterMs: number;
  /** The ids of those that had not. */
  readonly lateSagas: readonly string[];
}

interface RecoveryOptions {
  readonly armed: Pick<ArmedPoints, 'isArmed' | 'awaitHealthy'>;
  readonly observe: Observe;
  /** Where the order is armed, and what it is called. */
  readonly instance: string;
  readonly order: string;
  /** Settles when the clients of the point are done: what has not acted by then is not awaited. */
  readonly clients: Promise<void>;
  /** So soon after everything runs again every saga has to be over that was open then. */
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/** Awaits that an order acts, that every instance is ready again, and that the sagas end which were open then. */
export async function awaitRecovery(options: RecoveryOptions): Promise<Recovery> {
  const { armed, observe, instance, order, withinMs, signal } = options;
  const over = new AbortController();
  const end = () => over.abort();
  void options.clients.then(end, end);
  while (!over.signal.aborted && (await armed.isArmed(instance, order))) {
    await pollUntil(() => over.signal.aborted, { timeoutMs: askEveryMs, intervalMs: askEveryMs, signal });
  }
  await armed.awaitHealthy();
  const startMs = performance.now();
  let lateSagas: readonly string[] = await readOpenSagaIds(observe);
  const areOver = async () => {
    const open = new Set(lateSagas.length === 0 ? [] : await readOpenSagaIds(observe));
    lateSagas = lateSagas.filter((id) => open.has(id));
    return lateSagas.length === 0;
  };
  await pollUntil(areOver, { timeoutMs: withinMs, intervalMs: askEveryMs, signal });
  return { endedAfterMs: performance.now() - startMs, lateSagas };
}
