import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { FakeLog } from '../../services/node/http/testing/fake-log.ts';
import { offerUpgrades } from '../../services/node/http/upgrades.ts';
import { acceptStream } from '../../services/node/stream/accept-stream.ts';
import { streamPath, streamProtocol } from '../stream-messages.ts';

/** A node that serves nothing but the stream, over a log in memory. */
export class StreamNode implements AsyncDisposable {
  readonly log: FakeLog;
  readonly troubles: string[] = [];
  readonly #server: Server;
  readonly #closing = new AbortController();
  readonly #sockets = new Set<Duplex>();

  private constructor(log: FakeLog, window: number | undefined) {
    this.log = log;
    this.#server = createServer((_request, response) => response.writeHead(404).end());
    const accept = (socket: Duplex, head: Buffer) => {
      this.#sockets.add(socket);
      acceptStream(socket, head, {
        log,
        examine: (content) => (content === '' ? 'the message is empty' : undefined),
        nowSeconds: () => 0,
        trouble: (text) => this.troubles.push(text),
        closing: this.#closing.signal,
        ...(window === undefined ? {} : { window }),
      });
    };
    offerUpgrades(this.#server, [{ path: streamPath, name: streamProtocol, accept }], this.#closing.signal);
  }

  /** @param leader what the node takes for the leader. */
  static async open(nodeId: number, leader: number | undefined, window?: number): Promise<StreamNode> {
    const node = new StreamNode(new FakeLog({ nodeId, mode: 'raft', role: 'follower', leader, term: 1 }), window);
    await once(node.#server.listen(0, '127.0.0.1'), 'listening');
    return node;
  }

  follow(leader: number | undefined): void {
    this.log.position = { ...this.log.position, leader };
  }

  get url(): string {
    const address: AddressInfo | string | null = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the node does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  get connections(): number {
    return [...this.#sockets].filter((socket) => !socket.destroyed).length;
  }

  /** What a crash does to its connections. */
  breakConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
