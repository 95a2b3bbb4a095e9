/** A lab, as a page has it: its journal, kept up to date, and its API. */
import { JournalStore } from '@temblor/view/model/journal-store';
import { LabApi } from '../api/lab-api.ts';
import { keepToken } from '../routing/kept-token.ts';
import type { FeedState } from './journal-feed.ts';
import { JournalFeed } from './journal-feed.ts';
import { ListChanges } from './list-changes.ts';
import type { PageStream } from './open-stream.ts';
import { openStream } from './open-stream.ts';
import { pause, yieldToPage } from './pause.ts';
import { readLines } from './read-lines.ts';
import { scheduleInPage } from './schedule.ts';
import type { Connection } from './stream-message.ts';

/** How the page stands to its lab. The same object as long as nothing of it changes. */
export interface LiveState {
  readonly connection: Connection;
  readonly feed: FeedState;
}

export class LiveLab {
  readonly store = new JournalStore({ schedule: scheduleInPage });
  readonly api: LabApi;
  readonly #feed: JournalFeed;
  readonly #changes = new ListChanges();
  readonly #listeners = new Set<() => void>();
  #state: LiveState = { connection: { kind: 'connecting' }, feed: { kind: 'waiting' } };
  #token: string | null;
  #stream: PageStream | undefined;

  /** @param token null: the page has none yet, and asks for one. */
  constructor(token: string | null) {
    this.#token = token;
    this.api = new LabApi({
      fetch: (path, init) => fetch(path, init),
      token: () => this.#token ?? '',
      onRefused: () => this.#change({ connection: { kind: 'refused' } }),
    });
    this.#feed = new JournalFeed(this.store, {
      loadHistory: async (since, until, take, signal) => {
        const { body, missed } = await this.api.history(since, until, signal);
        await readLines(body, take, yieldToPage);
        return missed;
      },
      wait: pause,
      onState: (feed) => this.#change({ feed }),
    });
    if (token === null) this.#state = { ...this.#state, connection: { kind: 'refused' } };
    else this.#follow(token);
  }

  get state(): LiveState {
    return this.#state;
  }

  /** How often the lists of systems and runs became other ones. */
  get listVersion(): number {
    return this.#changes.count(this.store);
  }

  /** Calls back when `state` has changed. @returns what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Tries another token, and keeps it for the next time. */
  useToken(token: string): void {
    this.#token = token;
    keepToken(token);
    this.#change({ connection: { kind: 'connecting' } });
    if (this.#stream === undefined) this.#follow(token);
    else this.#stream.useToken(token);
  }

  /** Somebody looks, or the network is back: a lost connection is tried again at once. */
  nudge(): void {
    this.#stream?.nudge();
  }

  #follow(token: string): void {
    this.#stream = openStream(token, (message) => {
      if (message.kind === 'connection') this.#change({ connection: message.connection });
      else this.#feed.receive(message);
    });
  }

  #change(part: Partial<LiveState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}
