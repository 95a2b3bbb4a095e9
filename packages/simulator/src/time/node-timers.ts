import type { Random } from '@temblor/foundation/randomness/random';
import type { EventQueue } from './event-queue.ts';
import type { NodeClock } from './node-clock.ts';

/**
 * The timers of one life of a node, by the node's own clock.
 *
 * A timer that is put off, as Raft's election timer is by every append, is not scheduled anew: its old event finds that it
 * comes too early, and schedules itself again. So putting off costs a comparison.
 */
export class NodeTimers<Name extends string> {
  readonly #queue: EventQueue;
  readonly #clock: NodeClock;
  readonly #random: Random;
  readonly #ranOut: (timer: Name) => void;
  readonly #timers = new Map<Name, Timer>();

  /** @param ranOut told when a timer is due; it is taken by `take`. */
  constructor(queue: EventQueue, clock: NodeClock, random: Random, ranOut: (timer: Name) => void) {
    this.#queue = queue;
    this.#clock = clock;
    this.#random = random;
    this.#ranOut = ranOut;
  }

  set(name: Name, lowUs: number, highUs: number): void {
    let timer = this.#timers.get(name);
    if (timer === undefined) {
      timer = { isSet: false, deadlineUs: 0, wakesUs: Number.POSITIVE_INFINITY, wakes: 0 };
      this.#timers.set(name, timer);
    }
    timer.isSet = true;
    timer.deadlineUs = this.#clock.reading(this.#queue.nowUs) + this.#random.integer(lowUs, highUs);
    this.#wakeInTime(name, timer, this.#queue.nowUs);
  }

  cancel(name: Name): void {
    const timer = this.#timers.get(name);
    if (timer !== undefined) timer.isSet = false;
  }

  /** The end of a life: nothing runs out any more. */
  cancelAll(): void {
    for (const timer of this.#timers.values()) timer.isSet = false;
  }

  /** Takes a timer that has run out. @returns false where it was cancelled or set anew since then. */
  take(name: Name): boolean {
    const timer = this.#timers.get(name);
    if (timer === undefined || !timer.isSet || this.#clock.reading(this.#queue.nowUs) < timer.deadlineUs) return false;
    timer.isSet = false;
    return true;
  }

  /** The clock's rate has changed, and with it the moments at which timers are due. */
  clockChanged(): void {
    for (const [name, timer] of this.#timers) if (timer.isSet) this.#wakeInTime(name, timer, this.#queue.nowUs);
  }

  #wakeInTime(name: Name, timer: Timer, earliestUs: number): void {
    const dueUs = Math.max(earliestUs, this.#clock.momentOf(timer.deadlineUs));
    if (timer.wakesUs <= dueUs) return;
    timer.wakesUs = dueUs;
    timer.wakes += 1;
    const { wakes } = timer;
    this.#queue.schedule(dueUs, () => {
      if (timer.wakes === wakes) this.#wake(name, timer);
    });
  }

  #wake(name: Name, timer: Timer): void {
    const { nowUs } = this.#queue;
    timer.wakesUs = Number.POSITIVE_INFINITY;
    if (!timer.isSet) return;
    if (this.#clock.reading(nowUs) < timer.deadlineUs) this.#wakeInTime(name, timer, nowUs + 1);
    else this.#ranOut(name);
  }
}

interface Timer {
  isSet: boolean;
  /** By the node's clock. */
  deadlineUs: number;
  /** The moment of the event that will look at it, in virtual time; infinite where there is none. */
  wakesUs: number;
  /** Counts those events: only the last one counts. */
  wakes: number;
}
