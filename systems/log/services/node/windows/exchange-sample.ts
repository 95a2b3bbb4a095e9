import type { Clock } from '@temblor/foundation/clock/clock';
import type { JournalEventOf } from '@temblor/lab/journal/event';

type Exchange = JournalEventOf<'log-window'>['exchanged'][number];

const sliceUs = 250_000;
const mostOfASlice = 4;
/** Where nobody takes them, as while a process is stopped, so many are kept. */
const mostKept = 40;

/**
 * A few of the messages between nodes that arrive here, for a diagram of the last seconds: of each quarter of a second the
 * first ones. All nodes of a machine have the same quarters, so that a message and its answer are often both among them.
 */
export class ExchangeSample {
  readonly #clock: Clock;
  #slice = 0;
  #ofSlice = 0;
  #kept: Exchange[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @param sentAtUs on the sender's clock: it means something where that is the same machine's.
   * @param label what it says in a few words; asked for where it is one of the few.
   */
  arrived(from: number, sentAtUs: number, label: () => string): void {
    const receivedAtUs = this.#clock.nowUs();
    const slice = Math.floor(receivedAtUs / sliceUs);
    if (slice !== this.#slice) {
      this.#slice = slice;
      this.#ofSlice = 0;
    }
    this.#ofSlice += 1;
    if (this.#ofSlice > mostOfASlice || this.#kept.length >= mostKept) return;
    this.#kept.push({ from, sentAtUs, receivedAtUs, label: label() });
  }

  /** Those since the last call. */
  take(): readonly Exchange[] {
    const taken = this.#kept;
    this.#kept = [];
    return taken;
  }
}
