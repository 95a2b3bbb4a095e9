/**
 * The decisions of a bulkhead (Nygard, "Release It!"): how many run at once, and who of those that wait is next. A slot
 * that gets free goes to who has waited longest, not to who comes at that moment.
 */
import type { WaitingPlace } from '../waiting/waiting-line.ts';
import { WaitingLine } from '../waiting/waiting-line.ts';

export interface BulkheadLimits {
  /** How many may run at once. */
  readonly limit: number;
  /** How many may wait. */
  readonly queueLimit: number;
  /** How long anyone may wait; infinite where that is not limited. */
  readonly queueTimeoutMs: number;
}

/** One that waits. Who leaves the queue by itself does so through its place. */
export interface Queued {
  /** When it began to wait. */
  readonly sinceMs: number;
}

/** `T` is who waits. Somebody waits only while every slot is taken. */
export class BulkheadMachine<T extends Queued> {
  readonly #limits: BulkheadLimits;
  readonly #queue = new WaitingLine<T>();
  #running = 0;

  constructor(limits: BulkheadLimits) {
    this.#limits = limits;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /** Takes a slot. @returns false where none is free. */
  enter(): boolean {
    if (this.#running >= this.#limits.limit) return false;
    this.#running += 1;
    return true;
  }

  /** Whether one more may wait. */
  get hasRoom(): boolean {
    return this.#queue.length < this.#limits.queueLimit;
  }

  /** Joins the queue, after `enter` found no slot and while it has room. */
  queue(who: T): WaitingPlace<T> {
    return this.#queue.join(who);
  }

  /** Gives a slot back. @returns who has it now; undefined where nobody waits and it is free. */
  leave(): T | undefined {
    const next = this.#queue.shift();
    if (next === undefined) this.#running -= 1;
    return next;
  }

  /** When the next one has waited too long; undefined where nobody waits. */
  get nextExpiryMs(): number | undefined {
    const { first } = this.#queue;
    return first === undefined ? undefined : first.sinceMs + this.#limits.queueTimeoutMs;
  }

  /** Takes one that has waited too long out of the queue. */
  expire(nowMs: number): T | undefined {
    const expiryMs = this.nextExpiryMs;
    return expiryMs !== undefined && nowMs >= expiryMs ? this.#queue.shift() : undefined;
  }
}
