/**
 * The journal to many readers at once. What is new is turned into text once, ten times a second at most, and every
 * reader that follows is sent the same bytes. A reader that is behind, or that wants only some events, reads the journal
 * by itself: it holds a place in it and no queue of its own, so that the memory of the lab does not depend on readers.
 */
import type { ServerResponse } from 'node:http';
import type { Clock } from '@temblor/foundation/clock/clock';
import type { Journal } from '@temblor/lab/journal/journal';
import type { EventStream } from './event-stream.ts';
import { openEventStream } from './event-stream.ts';
import type { EventChoice } from './journal-messages.ts';
import { formatClock, formatEvents, formatHello } from './journal-messages.ts';

/** The least time between two batches. */
const batchEveryMs = 100;

/** The most events that are written before it is asked whether the reader still follows. */
const batchSize = 256;

/** How often a reader is told the lab's clock: it keeps a silent stream alive, and says of what time the silence is. */
const clockEveryMs = 5000;

/** A reader, at its place in the journal. */
interface Follower {
  /** Takes what is new from a sequence on; `shared` is its text, as it is for everyone, where there is one. */
  readonly take: (since: number, shared: () => Buffer | undefined) => void;
}

/** The journal that is fed from; `epoch` names it among the journals that this address had and will have. */
interface BroadcastSource {
  readonly journal: Journal;
  readonly epoch: string;
  readonly clock: Clock;
}

export class JournalBroadcast implements Disposable {
  readonly #source: BroadcastSource;
  readonly #followers = new Set<Follower>();
  readonly #subscription: Disposable;
  #next: number;
  #pace: { readonly kind: 'idle' } | { readonly kind: 'resting'; readonly timer: NodeJS.Timeout } = { kind: 'idle' };

  constructor(source: BroadcastSource) {
    this.#source = source;
    this.#next = source.journal.nextSequence;
    this.#subscription = source.journal.subscribe(() => {
      if (this.#pace.kind === 'idle' && this.#followers.size > 0) this.#rest(0);
    });
  }

  /**
   * Streams the journal from a sequence on. Where the journal has forgotten what comes next a `gap` message tells how
   * many events are missing; otherwise every event that is wanted is sent exactly once and in order.
   */
  follow(response: ServerResponse, fromSequence: number, wanted: EventChoice): EventStream {
    const { journal, epoch, clock } = this.#source;
    const stream = openEventStream(response, { everyMs: clockEveryMs, message: () => formatClock(clock.nowUs()) });
    response.write(formatHello({ epoch, nextSequence: journal.nextSequence, nowUs: clock.nowUs() }));
    let next = fromSequence;
    let blocked = false;
    const isOpen = (): boolean => !blocked && !response.writableEnded && !response.destroyed;
    const readOn = (): void => {
      while (isOpen() && next < journal.nextSequence) {
        const events = journal.since(next, batchSize);
        const text = formatEvents(epoch, next, events, wanted);
        next = (events.at(-1)?.sequence ?? journal.nextSequence - 1) + 1;
        if (text !== '') blocked = !response.write(text);
      }
    };
    response.on('drain', () => {
      blocked = false;
      readOn();
    });
    const follower: Follower = {
      take: (since, shared) => {
        const bytes = isOpen() && wanted === null && next === since ? shared() : undefined;
        if (bytes === undefined) return readOn();
        next = journal.nextSequence;
        blocked = !response.write(bytes);
      },
    };
    this.#followers.add(follower);
    void stream.ended.then(() => this.#followers.delete(follower));
    readOn();
    const end = (): void => {
      readOn();
      stream.end();
    };
    return { ended: stream.ended, end };
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
    if (this.#pace.kind === 'resting') clearTimeout(this.#pace.timer);
  }

  #rest(delayMs: number): void {
    this.#pace = { kind: 'resting', timer: setTimeout(() => this.#flush(), delayMs) };
  }

  /** Sends what is new; where nothing is, or nobody to send it to, waits for the next event. */
  #flush(): void {
    this.#pace = { kind: 'idle' };
    const { journal, epoch } = this.#source;
    const since = this.#next;
    const count = journal.nextSequence - since;
    if (count === 0 || this.#followers.size === 0) return;
    this.#next = journal.nextSequence;
    let bytes: Buffer | undefined;
    const shared = (): Buffer | undefined => {
      if (count > batchSize) return undefined;
      bytes ??= Buffer.from(formatEvents(epoch, since, journal.since(since), null));
      return bytes;
    };
    for (const follower of this.#followers) follower.take(since, shared);
    this.#rest(batchEveryMs);
  }
}
