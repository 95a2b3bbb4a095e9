import { sleep } from '@temblor/foundation/concurrency/wait';

interface RepeatOptions {
  /** From the end of one time to the beginning of the next. */
  readonly intervalMs: () => number;
  /** Nothing is begun any more once it aborts. */
  readonly closing: AbortSignal;
  /** Told of each time that failed; the next one comes all the same. */
  readonly onTrouble: (error: unknown) => void;
}

/** Does something now, and again and again, one time after another. Disposing of it waits for the last one; `closing` ends it. */
export function repeat(work: () => Promise<void>, { intervalMs, closing, onTrouble }: RepeatOptions): AsyncDisposable {
  const run = async () => {
    while (!closing.aborted) {
      try {
        await work();
      } catch (error) {
        onTrouble(error);
      }
      // Rejects only where it is cut short by `closing`.
      await sleep(intervalMs(), closing).catch(() => undefined);
    }
  };
  const running = run();
  return { [Symbol.asyncDispose]: () => running };
}
