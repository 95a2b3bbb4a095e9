/**
 * The rejection of the last millisecond. Making an `Error` is most of what a rejection costs, even without a stack trace,
 * so a policy that is asked a thousand times a millisecond answers with one object.
 */
import type { Rejection } from '../policy/rejection.ts';

export class RecentRejection {
  #rejection: Rejection | undefined;
  #madeMs = 0;

  /** The one of the last millisecond; otherwise makes one. */
  at(nowMs: number, make: (nowMs: number) => Rejection): Rejection {
    if (this.#rejection === undefined || nowMs - this.#madeMs >= 1) {
      this.#rejection = make(nowMs);
      this.#madeMs = nowMs;
    }
    return this.#rejection;
  }

  /** What it says holds no longer. */
  forget(): void {
    this.#rejection = undefined;
  }
}
