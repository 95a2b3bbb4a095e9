/** A monitor inside the test: it streams whatever status it is told. */
import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';

export class FakeMonitor implements AsyncDisposable {
  #off: readonly string[] = [];
  #server: Server | undefined;
  #port = 0;
  readonly #followers = new Set<ServerResponse>();
  #heartbeat: NodeJS.Timeout | undefined;

  /** Listens; on the port that it had before, if it had one. */
  async start(): Promise<void> {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      this.#followers.add(response);
      response.once('close', () => this.#followers.delete(response));
      response.write(this.#line());
    });
    this.#server = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
    this.#heartbeat = setInterval(() => this.#send(), 100);
  }

  async stop(): Promise<void> {
    clearInterval(this.#heartbeat);
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  turnOff(...instances: string[]): void {
    this.#off = instances;
    this.#send();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #send(): void {
    for (const follower of this.#followers) follower.write(this.#line());
  }

  #line(): string {
    const instances = ['inventory-1', 'inventory-2', 'inventory-3'].map((instance_id) => ({
      service_name: 'inventory',
      instance_id,
      status: this.#off.includes(instance_id) ? 'OFF' : 'ON',
      last_check: null,
      consecutive_failures: 0,
      response_time_ms: null,
      reason: 'consecutive: told by the test',
    }));
    return `${JSON.stringify({ instances })}\n`;
  }
}
