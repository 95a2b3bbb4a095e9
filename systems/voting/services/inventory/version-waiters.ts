/** Requests that wait for an offset which their replica has not reached yet. */
export class VersionWaiters {
  readonly #waiting = new Set<{ readonly offset: number; readonly wake: () => void }>();

  /** Resolves when the offset is reached, at the latest after `timeoutMs`. */
  wait(offset: number, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(waiter);
        resolve();
      };
      const waiter = { offset, wake };
      const timer = setTimeout(wake, timeoutMs);
      this.#waiting.add(waiter);
    });
  }

  /** Wakes everyone who waits for an offset up to this one. */
  reached(offset: number): void {
    for (const waiter of this.#waiting) if (waiter.offset <= offset) waiter.wake();
  }
}
