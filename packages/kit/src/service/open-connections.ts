import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Server as NetServer } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** What a connection is about. */
interface Use {
  /** Requests that were read and whose answers have not wholly left. */
  unanswered: number;
  /** Bytes that had come when the last answer had left: with more, there is the beginning of another request. */
  bytesAtRest: number;
}

/**
 * The connections of a server, so that it can be closed without breaking an answer.
 *
 * Node's own `close` takes a connection for idle as soon as its answer was handed to the socket, and destroys it with
 * whatever a slow reader has not taken yet. Here a connection is idle when its last answer has left.
 */
export class OpenConnections {
  readonly #server: Server;
  readonly #uses = new Map<Socket, Use>();
  #isClosing = false;

  /** @param server to be handed over before it listens. */
  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.#uses.set(socket, { unanswered: 0, bytesAtRest: 0 });
      socket.once('close', () => this.#uses.delete(socket));
    });
    server.on('request', ({ socket }, response) => {
      this.taken(socket);
      response.once('close', () => this.answered(socket));
    });
  }

  /** Whether the next answer over a connection is the last one that it waits for. */
  isAwaitingOne(socket: Socket): boolean {
    return this.#uses.get(socket)?.unanswered === 1;
  }

  /**
   * Takes no connection any more, closes the idle ones, and each other one after its last answer. Resolves when none is
   * open.
   *
   * @param withinMs connections that are open after this time are broken.
   */
  async close(withinMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      NetServer.prototype.close.call(this.#server, () => resolve());
    });
    const breakAll = () => {
      for (const socket of this.#uses.keys()) socket.destroy();
    };
    const timer = setTimeout(breakAll, withinMs);
    try {
      // What has arrived by now is read first: it is a request that was taken.
      await nextTurn();
      await nextTurn();
      this.#isClosing = true;
      for (const [socket, use] of this.#uses) closeIfIdle(socket, use);
      await closed;
    } finally {
      clearTimeout(timer);
    }
  }

  /** A request was read. */
  taken(socket: Socket): void {
    const use = this.#uses.get(socket);
    if (use !== undefined) use.unanswered += 1;
  }

  /** Its answer has left, or never will. */
  answered(socket: Socket): void {
    const use = this.#uses.get(socket);
    if (use === undefined) return;
    use.unanswered -= 1;
    use.bytesAtRest = socket.bytesRead;
    if (this.#isClosing) closeIfIdle(socket, use);
  }
}

function closeIfIdle(socket: Socket, use: Use): void {
  if (use.unanswered === 0 && socket.bytesRead === use.bytesAtRest) socket.destroySoon();
}
