import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs a task again and again, `intervalMs` from start to start, never twice at once, until it is disposed. A task that
 * throws ends nothing: what went wrong is what the task itself makes of it.
 */
export function repeat(intervalMs: number, task: (signal: AbortSignal) => Promise<void>): Disposable {
  const cancel = new AbortController();
  void (async () => {
    while (!cancel.signal.aborted) {
      const startedMs = performance.now();
      await task(cancel.signal);
      const restMs = Math.max(0, intervalMs - (performance.now() - startedMs));
      await delay(restMs, undefined, { signal: cancel.signal });
    }
  })().catch((error: unknown) => {
    if (!cancel.signal.aborted) throw error;
  });
  return { [Symbol.dispose]: () => cancel.abort() };
}
