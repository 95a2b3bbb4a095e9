/** A lab, as a page has it: its journal, kept up to date, and its API. */
import { JournalStore } from '@temblor/view/model/journal-store';
import { LabApi } from '../api/lab-api.ts';
import { keepToken } from '../routing/kept-token.ts';
import type { FeedState } from './journal-feed.ts';
import { JournalFeed } from './journal-feed.ts';
import type { TokenAnswer } from './lab-access.ts';
import { LabAccess } from './lab-access.ts';
import { ListChanges } from './list-changes.ts';
import type { PageStream } from './open-stream.ts';
import { browserHost, openStream } from './open-stream.ts';
import { pause, yieldToPage } from './pause.ts';
import { readLines } from './read-lines.ts';
import { scheduleInPage } from './schedule.ts';
import type { Connection, StreamMessage } from './stream-message.ts';

/** How the page stands to its lab. The same object as long as nothing of it changes. */
export interface LiveState {
  readonly connection: Connection;
  readonly feed: FeedState;
  /** Grows when the lab is back, and when its lists of systems and runs may have become others: what was read may be old. */
  readonly freshness: number;
}

export class LiveLab {
  readonly store = new JournalStore({ schedule: scheduleInPage });
  readonly api: LabApi;
  readonly #feed: JournalFeed;
  readonly #changes = new ListChanges();
  #counted = 0;
  readonly #listeners = new Set<() => void>();
  #state: LiveState = { connection: { kind: 'connecting' }, feed: { kind: 'waiting' }, freshness: 0 };
  readonly #access: LabAccess;
  /** Resolves when it is decided by which token the lab is asked, so that nothing is asked by a token that is on trial. */
  readonly #opened = Promise.withResolvers<void>();
  #stream: PageStream | undefined;

  /** @param kept the token that the lab accepted the last time; null where there was none. */
  constructor(kept: string | null) {
    this.#access = new LabAccess(
      {
        ask: askLab,
        wait: pause,
        onAccepted: (token) => this.#take(token),
        onNoAnswer: () => {
          if (this.#stream === undefined) this.#change({ connection: { kind: 'lost' } });
        },
      },
      kept,
    );
    this.api = new LabApi({
      fetch: (path, init) => fetch(path, init),
      token: async () => {
        await this.#opened.promise;
        return this.#access.token ?? '';
      },
      onRefused: (token) => {
        if (token === this.#access.token) this.#change({ connection: { kind: 'refused' } });
      },
    });
    this.#feed = new JournalFeed(this.store, {
      loadHistory: async (since, until, take, signal) => {
        let loaded = 0;
        const count = (lines: readonly string[]) => {
          loaded += lines.length;
          take(lines);
        };
        await readLines(await this.api.history(since, until, signal), count, yieldToPage);
        // Counted here, not told before: while a long history comes in, the lab may forget more of it.
        return until - since + 1 - loaded;
      },
      wait: pause,
      onState: (feed) => {
        this.#change({ feed });
        this.#lookAtLists();
      },
      onFailure: reportError,
    });
    this.store.subscribe(() => this.#lookAtLists());
  }

  /**
   * Begins to follow the lab: by a token that the page's link carried, if the lab accepts it, else by the one that is kept.
   * Without either the page asks for one.
   */
  async open(offered: string | null): Promise<void> {
    if (offered === null || offered === this.#access.token) this.#settle();
    else await this.offerToken(offered);
  }

  get state(): LiveState {
    return this.#state;
  }

  /** Calls back when `state` has changed. @returns what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Tries a token; what is shown and used stays as it is unless the lab accepts it. @returns false: the lab refuses it. */
  async offerToken(token: string): Promise<boolean> {
    if (token === this.#access.token && this.#state.connection.kind !== 'refused') return true;
    const isAccepted = await this.#access.offer(token);
    if (isAccepted === false) this.#settle();
    return isAccepted !== false;
  }

  /** Somebody looks, or the network is back: a lost connection is tried again at once. */
  nudge(): void {
    this.#stream?.nudge();
  }

  /** Goes on with the token that is kept. */
  #settle(): void {
    this.#opened.resolve();
    if (this.#stream !== undefined) return;
    if (this.#access.token === null) this.#change({ connection: { kind: 'refused' } });
    else this.#follow(this.#access.token);
  }

  #take(token: string): void {
    this.#opened.resolve();
    keepToken(token);
    this.#change({ connection: { kind: 'connecting' } });
    if (this.#stream === undefined) this.#follow(token);
    else this.#stream.useToken(token);
  }

  #follow(token: string): void {
    const receive = (message: StreamMessage) => {
      if (message.kind === 'connection') this.#connect(message.connection);
      else this.#feed.receive(message);
    };
    this.#stream = openStream(token, receive, browserHost);
  }

  #connect(connection: Connection): void {
    const isBack = connection.kind === 'open' && this.#state.connection.kind !== 'open';
    const { freshness } = this.#state;
    this.#change({ connection, freshness: isBack ? freshness + 1 : freshness });
  }

  /** While the history comes in, its facts are old news. */
  #lookAtLists(): void {
    if (this.#state.feed.kind !== 'following') return;
    const count = this.#changes.count(this.store);
    if (count === this.#counted) return;
    this.#counted = count;
    this.#change({ freshness: this.#state.freshness + 1 });
  }

  #change(part: Partial<LiveState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}

async function askLab(token: string, signal: AbortSignal): Promise<TokenAnswer> {
  try {
    const headers = { authorization: `Bearer ${token}` };
    const { ok, status } = await fetch('/status', { headers, cache: 'no-store', signal });
    if (ok) return 'accepted';
    return status === 401 || status === 403 ? 'refused' : 'no-answer';
  } catch {
    return 'no-answer';
  }
}
