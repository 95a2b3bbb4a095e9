/** A small inventory replica inside the test: it lags, lies, stalls, fails and refuses as it is told. */
import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';

export type Behaviour = 'honest' | 'lying' | 'stalling' | 'failing';

export class FakeReplica implements AsyncDisposable {
  behaviour: Behaviour = 'honest';
  offset = 10;
  /** How many requests came in. */
  asked = 0;
  #server: Server | undefined;
  #port = 0;
  readonly #stalled = new Set<ServerResponse>();

  /** Listens; on the port that it had before, if it had one. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      this.asked += 1;
      const offset = new URL(request.url ?? '/', this.url).searchParams.get('offset');
      this.#answer(response, offset === null ? this.offset : Number(offset));
    });
    this.#server = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  /** Ends it as a crash would: every connection breaks, and new ones are refused. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  /** Makes it honest and up to date; what it held back is broken off. */
  async reset(): Promise<void> {
    this.behaviour = 'honest';
    this.offset = 10;
    for (const response of this.#stalled) response.destroy();
    if (this.#server === undefined) await this.start();
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** How many answers are being held back. */
  get stalled(): number {
    return this.#stalled.size;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #answer(response: ServerResponse, offset: number): void {
    if (this.behaviour === 'stalling') {
      this.#stalled.add(response);
      response.once('close', () => this.#stalled.delete(response));
      return;
    }
    const failing = this.behaviour === 'failing';
    response.writeHead(failing ? 500 : offset > this.offset ? 409 : 200, { 'content-type': 'application/json' });
    // Each event sells one of the first product; a liar has sold none.
    const items = { 'PROD-001': this.behaviour === 'lying' ? 100 : 100 - offset, 'PROD-002': 100 };
    response.end(JSON.stringify({ instance_id: 'fake', offset, items }));
  }
}
