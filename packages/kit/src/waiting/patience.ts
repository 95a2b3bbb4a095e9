import type { Time } from '@temblor/resilience/policy/surroundings';

/** How long somebody waits: until a time is over or a signal aborts. */
export class Patience implements Disposable {
  readonly #time: Time;
  readonly #over = Promise.withResolvers<undefined>();
  readonly #signals: readonly AbortSignal[];
  readonly #cancelTimer: () => void;
  #isOver = false;

  constructor(time: Time, timeoutMs: number, signals: readonly AbortSignal[]) {
    this.#time = time;
    this.#signals = signals;
    this.#cancelTimer = time.schedule(timeoutMs, this.#end);
    for (const signal of signals) signal.addEventListener('abort', this.#end);
    if (signals.some(({ aborted }) => aborted)) this.#end();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** What the promise resolves to; undefined where it is over before that. */
  orOver<Value>(promise: Promise<Value>): Promise<Value | undefined> {
    return Promise.race([promise, this.#over.promise]);
  }

  /** Waits so long, or until it is over. */
  async pause(durationMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#time.schedule(durationMs, resolve);
    await this.orOver(promise);
    cancel();
  }

  [Symbol.dispose](): void {
    this.#end();
  }

  readonly #end = (): void => {
    this.#isOver = true;
    this.#cancelTimer();
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#end);
    this.#over.resolve(undefined);
  };
}
