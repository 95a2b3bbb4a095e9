import { setTimeout as delay } from 'node:timers/promises';
import { withTimeout } from '@temblor/foundation/concurrency/wait';
import type { Client } from 'pg';
import type { DatabasePort } from '../../database/open-database.ts';
import { Backoff } from '../backoff.ts';

/** The channel of LISTEN and NOTIFY; the payload is the topic. */
export const wakeChannel = 'temblor_bus';

/** A listening connection is asked this often whether it is still there: nothing else is ever sent on it. */
const pingEveryMs = 2000;
const pingWithinMs = 1000;

/**
 * Keeps one connection that listens for publications and connects it again whenever it is lost. Notifications are hints:
 * those sent while it was away are lost, so every topic is woken once it is back.
 */
export class WakeListener implements AsyncDisposable {
  /** Whether publications are being heard of at this moment. */
  isListening = false;
  readonly #database: DatabasePort;
  /** Called with a topic, or with undefined for every topic. */
  readonly #wake: (topic: string | undefined) => void;
  readonly #onTrouble: (error: unknown) => void;
  readonly #closing = new AbortController();
  readonly #finished: Promise<void>;

  constructor(database: DatabasePort, wake: (topic: string | undefined) => void, onTrouble: (error: unknown) => void) {
    this.#database = database;
    this.#wake = wake;
    this.#onTrouble = onTrouble;
    this.#finished = this.#run();
  }

  async #run(): Promise<void> {
    const backoff = new Backoff();
    while (!this.#closing.signal.aborted) {
      try {
        await this.#listen(() => backoff.reset());
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        this.#onTrouble(error);
      }
      await backoff.wait(this.#closing.signal);
    }
  }

  /** Listens until the connection is lost or the listener is closed. */
  async #listen(started: () => void): Promise<void> {
    const client = await this.#database.connect();
    const ended = new Promise<true>((resolve) => {
      client.on('end', () => resolve(true));
    });
    const destroy = (): void => void client.connection.stream.destroy();
    this.#closing.signal.addEventListener('abort', destroy);
    try {
      this.#closing.signal.throwIfAborted();
      client.on('notification', (message) => this.#wake(message.payload));
      await answered(client, `LISTEN ${wakeChannel}`);
      started();
      this.isListening = true;
      this.#wake(undefined);
      while ((await withTimeout(ended, pingEveryMs)) === undefined) await answered(client, 'SELECT 1');
    } finally {
      this.isListening = false;
      // Whoever waits for a wake-up must look more often from now on.
      this.#wake(undefined);
      this.#closing.signal.removeEventListener('abort', destroy);
      destroy();
      await ended;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#finished;
  }
}

async function answered(client: Client, statement: string): Promise<void> {
  const cancel = new AbortController();
  const tooLate = delay(pingWithinMs, undefined, { signal: cancel.signal }).then(() => {
    throw new Error(`the listening connection did not answer within ${pingWithinMs} ms`);
  });
  try {
    await Promise.race([client.query(statement), tooLate]);
  } finally {
    cancel.abort();
    tooLate.catch(() => undefined);
  }
}
