import type { Time } from '@temblor/resilience/policy/surroundings';

export interface RepeatedWorkOptions {
  readonly time: Time;
  /** Does the work once. @returns how long to wait until the next time, in ms. */
  readonly work: (closing: AbortSignal) => Promise<number>;
  /** How long to wait after it threw, in ms. */
  readonly afterFailureMs: number;
  readonly onTrouble: (error: unknown) => void;
}

/** Work that is done again and again, one at a time: at once, then after the pause that it asks for, or when it is woken. */
export class RepeatedWork implements AsyncDisposable {
  readonly #options: RepeatedWorkOptions;
  readonly #closing = new AbortController();
  /** The work that is under way; never rejects. */
  #working: Promise<void> = Promise.resolve();
  #isWorking = false;
  #isWoken = false;
  #cancelPause = (): void => undefined;

  constructor(options: RepeatedWorkOptions) {
    this.#options = options;
    this.#begin();
  }

  /** Ends the pause, or lets the work that is under way be followed by another at once. */
  wake(): void {
    if (this.#isWorking) this.#isWoken = true;
    else this.#begin();
  }

  /** Waits for the work that is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#cancelPause();
    await this.#working;
  }

  #begin(): void {
    if (this.#closing.signal.aborted) return;
    this.#cancelPause();
    this.#isWorking = true;
    this.#working = this.#workOnce();
  }

  async #workOnce(): Promise<void> {
    this.#isWoken = false;
    const pauseMs = await this.#pauseAfterWork();
    this.#isWorking = false;
    if (this.#closing.signal.aborted) return;
    this.#cancelPause = this.#options.time.schedule(this.#isWoken ? 0 : pauseMs, () => this.#begin());
  }

  async #pauseAfterWork(): Promise<number> {
    try {
      return await this.#options.work(this.#closing.signal);
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#options.onTrouble(error);
      return this.#options.afterFailureMs;
    }
  }
}
