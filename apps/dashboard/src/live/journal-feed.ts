/**
 * Brings what a stream tells into the journal of a page: fetches the history before it, keeps the order, and starts anew
 * with another lab's journal. The stream may be shared with other pages and may have begun long before this one.
 */
import type { StreamMessage } from './stream-message.ts';

/** The journal that is filled. */
interface FedJournal {
  append(lines: readonly string[]): void;
  addMissed(count: number): void;
  reset(): void;
}

/** How far a page has come. */
export type FeedState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'loading'; readonly loaded: number; readonly wanted: number }
  | { readonly kind: 'following' };

/** What the feed needs of the world. */
interface FeedPorts {
  /**
   * Hands over the events from `since` to `until`, both included, and resolves with how many of them the lab has no
   * longer. Rejects when the connection breaks.
   */
  readonly loadHistory: (
    since: number,
    until: number,
    take: (lines: readonly string[]) => void,
    signal: AbortSignal,
  ) => Promise<number>;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onState: (state: FeedState) => void;
  /** A message could not be taken, which is a mistake of this program; those after it are. */
  readonly onFailure: (error: unknown) => void;
}

const tryAgainAfterMs = 500;

type Fed = Exclude<StreamMessage, { kind: 'connection' }>;

export class JournalFeed {
  readonly #journal: FedJournal;
  readonly #ports: FeedPorts;
  #queue: Fed[] = [];
  #working = false;
  #epoch: string | undefined;
  /** The sequence that the page's journal lacks next. */
  #next = 1;
  #loading = new AbortController();

  constructor(journal: FedJournal, ports: FeedPorts) {
    this.#journal = journal;
    this.#ports = ports;
  }

  /** Takes a message, after those that came before it. */
  receive(message: StreamMessage): void {
    if (message.kind === 'connection') return;
    if (message.kind === 'began' && message.epoch !== this.#epoch) {
      // What was still to come of the former lab will never come.
      this.#queue = [];
      this.#loading.abort();
    }
    this.#queue.push(message);
    if (!this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let message = this.#queue.shift(); message !== undefined; message = this.#queue.shift()) {
      try {
        await this.#take(message);
      } catch (error) {
        this.#ports.onFailure(error);
      }
    }
    this.#working = false;
  }

  async #take(message: Fed): Promise<void> {
    if (message.epoch !== this.#epoch) {
      if (this.#epoch !== undefined) this.#journal.reset();
      this.#epoch = message.epoch;
      this.#next = 1;
    }
    const until = message.kind === 'began' ? message.next : message.first;
    if (!(await this.#catchUp(until))) return;
    if (message.kind === 'lines') {
      const fresh = message.lines.slice(Math.max(0, this.#next - message.first));
      this.#journal.append(fresh);
      this.#next = Math.max(this.#next, message.first + message.lines.length);
    } else if (message.kind === 'missed') {
      const end = Math.max(this.#next, message.first + message.count);
      this.#journal.addMissed(end - this.#next);
      this.#next = end;
    } else {
      this.#ports.onState({ kind: 'following' });
    }
  }

  /** Loads what stands before a sequence. @returns false where another journal began meanwhile. */
  async #catchUp(until: number): Promise<boolean> {
    if (until <= this.#next) return true;
    const signal = this.#restartLoading();
    const since = this.#next;
    for (;;) {
      let loaded = 0;
      const take = (lines: readonly string[]) => {
        // The journal itself passes over what it has, so a second attempt may begin where the first one did.
        if (signal.aborted) return;
        this.#journal.append(lines);
        loaded += lines.length;
        this.#ports.onState({ kind: 'loading', loaded, wanted: until - since });
      };
      try {
        const missed = await this.#ports.loadHistory(since, until - 1, take, signal);
        if (signal.aborted) return false;
        this.#journal.addMissed(missed);
        this.#next = until;
        this.#ports.onState({ kind: 'following' });
        return true;
      } catch {
        await this.#ports.wait(tryAgainAfterMs, signal);
        if (signal.aborted) return false;
      }
    }
  }

  #restartLoading(): AbortSignal {
    this.#loading = new AbortController();
    return this.#loading.signal;
  }
}
