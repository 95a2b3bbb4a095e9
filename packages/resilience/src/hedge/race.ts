/**
 * The decisions of one hedged call: a first attempt and its copies race, the first success wins, and an error is final
 * only when no attempt is out any more. An attempt is known by its number: 0 is the first, its copies count from 1.
 */
import { Rejection } from '../policy/rejection.ts';

export class Race {
  readonly #maxCopies: number;
  #sent = 0;
  #out = 0;
  #over = false;
  #firstFailed = false;
  #error: unknown = undefined;

  constructor(maxCopies: number) {
    this.#maxCopies = maxCopies;
  }

  get over(): boolean {
    return this.#over;
  }

  /** Whether the first attempt is still out, or was when the race was won. */
  get firstIsOut(): boolean {
    return !this.#firstFailed;
  }

  /** Why the call failed, once `failed` has said so. */
  get error(): unknown {
    return this.#error;
  }

  /** Whether another copy may be sent. */
  get mayCopy(): boolean {
    return !this.#over && this.#sent <= this.#maxCopies;
  }

  /** Sends an attempt. @returns its number. */
  send(): number {
    this.#out += 1;
    this.#sent += 1;
    return this.#sent - 1;
  }

  /** An attempt succeeded. @returns whether it has won. */
  succeeded(): boolean {
    if (this.#over) return false;
    this.#over = true;
    return true;
  }

  /** An attempt failed. @returns whether the call has: no attempt is out that could still succeed. */
  failed(attempt: number, error: unknown): boolean {
    if (this.#over) return false;
    this.#out -= 1;
    if (attempt === 0) this.#firstFailed = true;
    // The first error, but none that says that nothing was sent where another attempt was.
    if (this.#sent - this.#out === 1 || isNotSent(this.#error)) this.#error = error;
    this.#over = this.#out === 0;
    return this.#over;
  }

  /** The caller has given up. */
  abort(): void {
    this.#over = true;
  }
}

function isNotSent(error: unknown): boolean {
  return error instanceof Rejection && error.notSent;
}
