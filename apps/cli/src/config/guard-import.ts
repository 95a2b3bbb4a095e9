/** Keeps a configuration that is being imported from taking this process with it: it is anyone's code. */
import { syncBuiltinESMExports } from 'node:module';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Imports a configuration. While it is imported an exception that nobody catches and a call of `process.exit` are its
 * failures, and a signal ends the process at once: JavaScript that runs in a circle lets no listener run.
 *
 * @throws TemblorError `config-timeout` where the import is not over in time; `config-broken` where it called
 *   `process.exit`; whatever it threw, also in a callback.
 */
export async function guardImport<T>(path: string, withinMs: number, start: () => Promise<T>): Promise<T> {
  const failed = Promise.withResolvers<never>();
  using _signals = restoreSignals();
  using _exit = refuseExit(failed.reject);
  using stack = new DisposableStack();
  process.on('uncaughtException', failed.reject);
  stack.defer(() => process.off('uncaughtException', failed.reject));
  // It also keeps the process alive for a configuration that awaits what nothing will ever settle.
  const timer = setTimeout(() => failed.reject(tooSlow(path, withinMs)), withinMs);
  stack.defer(() => clearTimeout(timer));
  return await Promise.race([start(), failed.promise]);
}

function tooSlow(path: string, withinMs: number): TemblorError {
  return new TemblorError('config-timeout', `${path}: it was not read after ${withinMs / 1000} s`, {
    hint: 'something awaited at its top level does not come',
    exitCode: 78,
  });
}

/** Has `process.exit` fail instead: a run that ends with the code 0 of somebody else would look as if it had passed. */
function refuseExit(onCall: (error: TemblorError) => void): Disposable {
  const { exit } = process;
  process.exit = (code) => {
    const error = new TemblorError('config-broken', `it calls process.exit(${code ?? ''})`, {
      hint: 'throw an error instead; what it exports is all that a configuration can say',
      exitCode: 78,
    });
    onCall(error);
    throw error;
  };
  syncBuiltinESMExports();
  return {
    [Symbol.dispose]: () => {
      process.exit = exit;
      syncBuiltinESMExports();
    },
  };
}

/** Gives signals back their effect on a process that does not listen. */
function restoreSignals(): Disposable {
  const removed = signals.map((name) => ({ name, listeners: process.listeners(name) }));
  for (const name of signals) process.removeAllListeners(name);
  return {
    [Symbol.dispose]: () => {
      for (const { name, listeners } of removed) for (const listener of listeners) process.on(name, listener);
    },
  };
}
