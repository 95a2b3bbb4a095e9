/** Time that passes when a test says so: no test of a policy sleeps, and a schedule plays the same every time. */
import type { Alarm, Time } from '../policy/surroundings.ts';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A clock with timers that fire in the order of their due times, those of one time in the order they were set. */
export class VirtualTime implements Time {
  #nowMs: number;
  /** Sorted by due time. */
  readonly #timers: Timer[] = [];
  #scheduled = 0;
  #kept = 0;

  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** As `setTimeout`: never at once, and a negative delay is none. */
  schedule(afterMs: number, callback: () => void): () => void {
    const timer: Timer = { dueMs: this.#nowMs + Math.max(0, afterMs), callback };
    const later = this.#timers.findIndex(({ dueMs }) => dueMs > timer.dueMs);
    this.#timers.splice(later === -1 ? this.#timers.length : later, 0, timer);
    this.#scheduled += 1;
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index !== -1) this.#timers.splice(index, 1);
    };
  }

  /** What has arrived is what can settle without time passing. */
  afterArrivals(callback: () => void): void {
    setImmediate(callback);
  }

  alarm(callback: () => void): Alarm {
    let kept = false;
    const keepAlive = (needed: boolean) => {
      if (needed !== kept) this.#kept += needed ? 1 : -1;
      kept = needed;
    };
    let forget = () => {};
    const set = (afterMs: number) => {
      forget();
      keepAlive(true);
      forget = this.schedule(afterMs, () => {
        keepAlive(false);
        callback();
      });
    };
    return { set, keepAlive };
  }

  /** How many alarms would keep a process alive. */
  get keptAlarms(): number {
    return this.#kept;
  }

  /** How many timers are set and have not fired: what a policy leaves behind. */
  get pendingTimers(): number {
    return this.#timers.length;
  }

  /** How many timers were ever set: what a policy costs. */
  get scheduledTimers(): number {
    return this.#scheduled;
  }

  /** When the next timer fires; undefined where none is set. */
  get nextDueMs(): number | undefined {
    return this.#timers[0]?.dueMs;
  }

  /** Lets time pass: fires what is due, one after the other, and after each lets promises settle. */
  async advance(byMs: number): Promise<void> {
    const endMs = this.#nowMs + byMs;
    await this.settle();
    for (let [timer] = this.#timers; timer !== undefined && timer.dueMs <= endMs; [timer] = this.#timers) {
      this.#fire(timer);
      await this.settle();
    }
    this.#nowMs = endMs;
  }

  /** The same without letting promises settle, for pure machines and for what must happen in one turn. */
  advanceAtOnce(byMs: number): void {
    const endMs = this.#nowMs + byMs;
    for (let [timer] = this.#timers; timer !== undefined && timer.dueMs <= endMs; [timer] = this.#timers) {
      this.#fire(timer);
    }
    this.#nowMs = endMs;
  }

  /** Lets every promise settle that can without time passing. */
  settle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  #fire(timer: Timer): void {
    this.#timers.shift();
    this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
    timer.callback();
  }
}
