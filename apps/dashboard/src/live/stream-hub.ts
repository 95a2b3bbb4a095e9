/** One stream for many readers: whoever joins is told where it is, and then everything that follows. */
import type { StreamPorts } from './journal-stream.ts';
import { JournalStream } from './journal-stream.ts';
import type { StreamMessage } from './stream-message.ts';

/** What a page says to the stream. `lock`: a lock that the page holds as long as it lives; null where there are none. */
export type HubRequest =
  | { readonly kind: 'join'; readonly token: string; readonly lock: string | null }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'nudge' };

/** The stream runs as long as somebody reads it. */
export class StreamHub {
  readonly #ports: Omit<StreamPorts, 'emit'>;
  readonly #readers = new Set<(message: StreamMessage) => void>();
  #running: { readonly stream: JournalStream; readonly closing: AbortController } | undefined;

  constructor(ports: Omit<StreamPorts, 'emit'>) {
    this.#ports = ports;
  }

  /** @returns what ends the reading. */
  join(token: string, reader: (message: StreamMessage) => void): () => void {
    this.#readers.add(reader);
    const running = this.#running;
    if (running === undefined) {
      this.#start(token);
    } else {
      running.stream.useToken(token);
      for (const message of running.stream.standing) reader(message);
    }
    return () => {
      this.#readers.delete(reader);
      if (this.#readers.size > 0) return;
      this.#running?.closing.abort();
      this.#running = undefined;
    };
  }

  /** Takes another token, and tells the reader that brought it how the connection stands: others may have brought it before. */
  useToken(token: string, reader: (message: StreamMessage) => void): void {
    const stream = this.#running?.stream;
    if (stream === undefined) return;
    stream.useToken(token);
    reader({ kind: 'connection', connection: stream.connection });
  }

  /** Tries again now, if the connection is lost. */
  nudge(): void {
    this.#running?.stream.nudge();
  }

  #start(token: string): void {
    const emit = (message: StreamMessage) => {
      for (const reader of this.#readers) reader(message);
    };
    const stream = new JournalStream({ ...this.#ports, emit }, token);
    const closing = new AbortController();
    this.#running = { stream, closing };
    void stream.run(closing.signal);
  }
}
