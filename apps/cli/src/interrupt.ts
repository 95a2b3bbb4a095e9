import { TemblorError } from '@temblor/foundation/errors/temblor-error';

/** The user's wish to end: Ctrl-C, or the signals that mean the same. */
export interface Interrupt extends Disposable {
  /** Aborts with a TemblorError `interrupted` (exit code 130). */
  readonly signal: AbortSignal;
  /** Interrupts from within: nobody reads the output any more. */
  trigger(reason: string): void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** npm passes Ctrl-C on to a program that got it from the terminal too: within this time two count as one. */
const sameWishMs = 250;

/**
 * Listens for the wish to end. The first time it asks for an orderly end; the second time it calls `endNow`, and the
 * guardian ends whatever is left.
 */
export function listenForInterrupt(endNow: () => void): Interrupt {
  const controller = new AbortController();
  let firstMs: number | undefined;
  const trigger = (reason: string) => controller.abort(new TemblorError('interrupted', reason, { exitCode: 130 }));
  const onSignal = (name: NodeJS.Signals) => {
    const nowMs = performance.now();
    if (firstMs === undefined) {
      firstMs = nowMs;
      trigger(name === 'SIGINT' ? 'interrupted' : `ended by ${name}`);
    } else if (nowMs - firstMs > sameWishMs) {
      endNow();
    }
  };
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: controller.signal,
    trigger,
    [Symbol.dispose]: () => {
      for (const name of signals) process.off(name, onSignal);
    },
  };
}
