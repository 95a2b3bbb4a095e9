import type { Clock } from '@temblor/foundation/clock/clock';

/** Longest time that Node's timers keep; a longer one is waited for in parts. */
const longestMs = 2 ** 31 - 1;

interface SetTimer {
  dueUs: number;
  /** When `handle` looks again: at `dueUs`, or before it. */
  looksUs: number;
  handle: NodeJS.Timeout;
}

/**
 * Timers by name, on a monotonic clock. None runs out early, as those of Node may by a millisecond; how late one is, is up
 * to the machine. Setting one anew to a later time costs no system timer: it looks again when it wakes up, so a follower
 * that puts off its election with every message pays a map's look-up for it.
 */
export class Timers<Name extends string> implements Disposable {
  readonly #clock: Clock;
  readonly #runOut: (timer: Name) => void;
  readonly #timers = new Map<Name, SetTimer>();

  /** @param runOut is told of a timer that is not set any more. */
  constructor(clock: Clock, runOut: (timer: Name) => void) {
    this.#clock = clock;
    this.#runOut = runOut;
  }

  set(timer: Name, delayUs: number): void {
    const nowUs = this.#clock.nowUs();
    const dueUs = nowUs + delayUs;
    const known = this.#timers.get(timer);
    if (known !== undefined && known.looksUs <= dueUs) {
      known.dueUs = dueUs;
      return;
    }
    if (known !== undefined) clearTimeout(known.handle);
    this.#timers.set(timer, { dueUs, looksUs: dueUs, handle: this.#lookAfter(timer, delayUs) });
  }

  cancel(timer: Name): void {
    const known = this.#timers.get(timer);
    if (known === undefined) return;
    clearTimeout(known.handle);
    this.#timers.delete(timer);
  }

  [Symbol.dispose](): void {
    for (const { handle } of this.#timers.values()) clearTimeout(handle);
    this.#timers.clear();
  }

  #lookAfter(timer: Name, delayUs: number): NodeJS.Timeout {
    return setTimeout(() => this.#look(timer), Math.min(Math.ceil(delayUs / 1000), longestMs));
  }

  #look(timer: Name): void {
    const known = this.#timers.get(timer);
    if (known === undefined) return;
    const leftUs = known.dueUs - this.#clock.nowUs();
    if (leftUs <= 0) {
      this.#timers.delete(timer);
      this.#runOut(timer);
      return;
    }
    known.looksUs = known.dueUs;
    known.handle = this.#lookAfter(timer, leftUs);
  }
}
