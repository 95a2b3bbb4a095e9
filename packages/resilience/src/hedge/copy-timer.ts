/** One timer for all calls that wait for an answer or, failing that, for their copy to be sent. */
import type { Alarm, Time } from '../policy/surroundings.ts';
import type { DueEntry } from '../waiting/due-heap.ts';
import { DueHeap } from '../waiting/due-heap.ts';
import { stallMs } from '../waiting/stall.ts';

/** A call that may need a copy. */
export interface AwaitingCopy extends DueEntry {
  /** Called once when the time has come, after the call was taken out. */
  copyDue(nowMs: number): void;
}

/** After a stall of this process it lets the answers be read that came meanwhile: their calls need no copy. */
export class CopyTimer {
  readonly #time: Time;
  readonly #alarm: Alarm;
  readonly #calls = new DueHeap<AwaitingCopy>();
  #ringsAtMs = Number.POSITIVE_INFINITY;

  constructor(time: Time) {
    this.#time = time;
    this.#alarm = time.alarm(() => this.#ring());
  }

  add(call: AwaitingCopy, nowMs: number): void {
    this.#calls.add(call);
    if (call.dueMs < this.#ringsAtMs) this.#set(call.dueMs, nowMs);
    else if (this.#calls.size === 1) this.#alarm.keepAlive(true);
  }

  /** For a call that is over. One that does not wait stays as it is. */
  remove(call: AwaitingCopy): void {
    if (call.heapIndex === -1) return;
    this.#calls.remove(call);
    if (this.#calls.size === 0) this.#alarm.keepAlive(false);
  }

  #set(dueMs: number, nowMs: number): void {
    this.#ringsAtMs = dueMs;
    this.#alarm.set(dueMs - nowMs);
  }

  #ring(): void {
    const nowMs = this.#time.nowMs();
    const late = nowMs - this.#ringsAtMs > stallMs;
    // What is added meanwhile sets no timer of its own: it is set below, for whoever is first then.
    this.#ringsAtMs = Number.NEGATIVE_INFINITY;
    if (late) this.#time.afterArrivals(() => this.#sendDue(nowMs));
    else this.#sendDue(nowMs);
  }

  #sendDue(nowMs: number): void {
    try {
      for (let call = this.#calls.takeDue(nowMs); call !== undefined; call = this.#calls.takeDue(nowMs)) {
        call.copyDue(nowMs);
      }
    } finally {
      const { first } = this.#calls;
      this.#ringsAtMs = Number.POSITIVE_INFINITY;
      if (first !== undefined) this.#set(first.dueMs, this.#time.nowMs());
    }
  }
}
