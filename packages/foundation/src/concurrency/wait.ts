import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits for so long.
 *
 * @throws the signal's reason when it aborts first; not the `AbortError` of Node's timers, which hides it in its `cause`.
 */
export async function sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(durationMs, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

/**
 * Waits until a condition holds, asking again after `intervalMs`.
 *
 * @returns what the condition returned, once it is neither `undefined` nor `false`; `undefined` when `timeoutMs` passed.
 * @throws the signal's reason when it aborts first, and whatever the condition throws.
 */
export async function pollUntil<T>(
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  options: { timeoutMs: number; intervalMs: number; signal?: AbortSignal },
): Promise<T | undefined> {
  const deadlineMs = performance.now() + options.timeoutMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (performance.now() >= deadlineMs) return undefined;
    await sleep(options.intervalMs, options.signal);
  }
}

/**
 * The outcome of a promise, or `undefined` when it has not settled after `timeoutMs`; the promise itself goes on.
 * A rejection is passed on.
 */
export async function withTimeout<T>(promise: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  const cancel = new AbortController();
  try {
    return await Promise.race([promise, delay(timeoutMs, undefined, { signal: cancel.signal }).catch(() => undefined)]);
  } finally {
    cancel.abort();
  }
}
