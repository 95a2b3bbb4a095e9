/** Where seeds are run, one batch at a time: in this thread, or in a worker of its own. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { PlanOptions, Subject } from '../outcome/outcome.ts';
import type { SeedBatch } from './seed-batch.ts';
import { runBatch } from './seed-batch.ts';
import { threadCpuMs } from './thread-cpu.ts';
import type { LaneAnswer, LaneRequest, LaneSetup } from './worker-messages.ts';

export interface Lane extends AsyncDisposable {
  /**
   * Runs `count` seeds from `first` on, up to the first that fails. One at a time: the next is asked for when this is
   * answered. Rejects where the simulator itself broke, or the worker ended.
   */
  run(first: number, count: number): Promise<SeedBatch>;
}

/** This thread: slower where there are more cores, and easy to look into with a debugger or a profiler. */
export function laneInThisThread<Plan>(subject: Subject<Plan>, options: PlanOptions): Lane {
  return {
    run: async (first, count) => {
      await nextTurn(); // a signal or the terminal may have something to say
      return runBatch(subject, options, first, count, threadCpuMs);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** A worker thread. Disposing of it ends the thread in the middle of whatever it does. */
export function laneInWorker(setup: LaneSetup): Lane {
  const worker = new Worker(new URL('./seed-worker.ts', import.meta.url), { workerData: setup, name: 'simulator' });
  let pending: PromiseWithResolvers<SeedBatch> | undefined;
  /** Why nothing can be asked any more: it may have ended before it was asked for the first time. */
  let lost: Error | undefined;
  const fail = (error: Error): void => {
    lost ??= error;
    pending?.reject(lost);
  };
  worker.on('message', (answer: LaneAnswer) => pending?.resolve(answer.batch));
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', (code) => fail(new Error(`a worker of the simulator ended with code ${code}`)));
  return {
    run: (first, count) => {
      if (lost !== undefined) return Promise.reject(lost);
      pending = Promise.withResolvers<SeedBatch>();
      worker.postMessage({ first, count } satisfies LaneRequest);
      return pending.promise;
    },
    [Symbol.asyncDispose]: async () => {
      pending = undefined;
      await worker.terminate();
    },
  };
}
