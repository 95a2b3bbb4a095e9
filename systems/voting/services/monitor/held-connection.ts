import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { codeOf } from '@temblor/foundation/errors/temblor-error';

/** How long the confirmation may take; where it takes longer nothing is concluded. */
const confirmMs = 100;

/**
 * An idle connection that is held only to see it break. When it does, a fresh one is tried at once: a server that merely
 * closes idle connections answers there, one that is gone refuses. So the loss of a process is known within
 * milliseconds, and the end of a connection alone alarms nobody.
 */
export class HeldConnection implements Disposable {
  readonly #url: URL;
  readonly #onLost: (detail: string, startedUs: number) => void;
  readonly #nowUs: () => number;
  #socket: Socket | undefined;
  #closed = false;

  /** @param onLost told once for each loss that is confirmed; nothing is held afterwards, until `hold` is called. */
  constructor(options: {
    url: string;
    nowUs: () => number;
    onLost: (detail: string, startedUs: number) => void;
  }) {
    this.#url = new URL(options.url);
    this.#nowUs = options.nowUs;
    this.#onLost = options.onLost;
  }

  /** Connects, unless a connection is held; called when the instance has just answered. */
  hold(): void {
    if (this.#closed || this.#socket !== undefined) return;
    const socket = this.#connect();
    this.#socket = socket;
    let connected = false;
    let cause = 'closed';
    socket.setKeepAlive(true);
    socket.once('connect', () => {
      connected = true;
      // After an answer the connection is idle in the server's eyes too, which so keeps it, and closes it when it stops.
      this.#askHealth(socket);
    });
    socket.on('error', (error) => {
      cause = codeOf(error) ?? error.message;
    });
    // The answer is read and dropped, or the end of the connection would never be seen.
    socket.resume();
    const lose = () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      if (connected && !this.#closed) this.#confirm(cause);
    };
    socket.once('end', lose);
    socket.once('close', lose);
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#socket?.destroy();
  }

  /** Any answer will do; a bare socket, because every millisecond counts and an HTTP client costs some. */
  #confirm(cause: string): void {
    const startedUs = this.#nowUs();
    const socket = this.#connect();
    let refusal = 'closed';
    const timer = setTimeout(() => settle(() => {}), confirmMs);
    const settle = (conclude: () => void) => {
      clearTimeout(timer);
      socket
        .removeAllListeners()
        .on('error', () => {})
        .destroy();
      if (!this.#closed) conclude();
    };
    socket.once('connect', () => this.#askHealth(socket));
    socket.once('data', () => settle(() => this.hold()));
    socket.once('error', (error) => {
      refusal = codeOf(error) ?? error.message;
    });
    socket.once('end', () => settle(() => this.#onLost(`${cause}, then ${refusal}`, startedUs)));
    socket.once('close', () => settle(() => this.#onLost(`${cause}, then ${refusal}`, startedUs)));
  }

  #connect(): Socket {
    return connect({ port: Number(this.#url.port), host: this.#url.hostname, noDelay: true });
  }

  #askHealth(socket: Socket): void {
    socket.write(`GET /health HTTP/1.1\r\nhost: ${this.#url.host}\r\n\r\n`);
  }
}
