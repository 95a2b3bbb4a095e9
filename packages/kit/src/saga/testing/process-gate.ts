import type { RowStore } from '@temblor/protocols/transactions/transaction';
import type { Time } from '@temblor/resilience/policy/surroundings';

/**
 * A process that can stand still: nothing reaches it while it does, neither a timer nor an answer, and all that came
 * meanwhile when it goes on. One that never goes on has crashed.
 */
export class ProcessGate {
  #standing: PromiseWithResolvers<void> | undefined;

  pause(): void {
    this.#standing ??= Promise.withResolvers();
  }

  resume(): void {
    this.#standing?.resolve();
    this.#standing = undefined;
  }

  /** The outcome of a promise, as the process learns it. */
  async arrive<Value>(promise: Promise<Value>): Promise<Value> {
    try {
      return await promise;
    } finally {
      await this.#standing?.promise;
    }
  }

  /** A store as the process has it. */
  store<T extends object>(store: RowStore<T>): RowStore<T> {
    return {
      transact: (transaction) => this.arrive(store.transact(transaction)),
      list: (table, filter) => this.arrive(store.list(table, filter)),
    };
  }

  /** Time as the process has it. */
  time(time: Time): Time {
    const gated = (callback: () => void) => () => {
      if (this.#standing === undefined) callback();
      else void this.#standing.promise.then(callback);
    };
    return {
      nowMs: () => time.nowMs(),
      schedule: (afterMs, callback) => {
        let isCancelled = false;
        const cancel = time.schedule(
          afterMs,
          gated(() => {
            if (!isCancelled) callback();
          }),
        );
        return () => {
          isCancelled = true;
          cancel();
        };
      },
      afterArrivals: (callback) => time.afterArrivals(gated(callback)),
      alarm: (callback) => time.alarm(gated(callback)),
    };
  }
}
