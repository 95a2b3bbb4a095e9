/**
 * A replica that counts what reaches it: connections besides those of health checks, requests, and bodies cut off. It
 * answers everything but `/never`.
 */
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';

export class FakeImage implements AsyncDisposable {
  /** Requests that began, in order, those for `/health` left out: `GET /whoami`. */
  readonly asked: string[] = [];
  /** So many of them arrived with their body as a whole. */
  whole = 0;
  /** So many of them broke off before their body was whole. */
  broken = 0;
  readonly #server: Server;
  /** Open connections on which something other than a health check came. */
  readonly #asked = new Set<Socket>();

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async open(): Promise<FakeImage> {
    const image = new FakeImage();
    image.#server.listen(0, '127.0.0.1');
    await once(image.#server, 'listening');
    return image;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the fake replica does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Connections that are open and did not come from a health check. */
  get connections(): number {
    return this.#asked.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.url === '/health') {
      response.setHeader('content-type', 'application/json');
      response.end('{"status":"ok"}');
      return;
    }
    this.asked.push(`${request.method} ${request.url}`);
    const { socket } = request;
    if (!this.#asked.has(socket)) {
      this.#asked.add(socket);
      socket.once('close', () => this.#asked.delete(socket));
    }
    request.on('error', () => {
      this.broken += 1;
    });
    request.on('end', () => {
      this.whole += 1;
      if (request.url !== '/never') response.end('{"instance":"image-1"}');
    });
    request.resume();
  }
}
