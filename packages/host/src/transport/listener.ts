/** A port at which a node takes the calls of others. */
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { Address } from './tcp-dial.ts';

export class Listener implements AsyncDisposable {
  readonly #server: Server;
  /** Where it listens, also when it has ended. */
  readonly address: Address;

  private constructor(server: Server, address: Address) {
    this.#server = server;
    this.address = address;
  }

  /** @param listen port 0: one that the system gives. @throws `cannot-listen`. */
  static async open(listen: Address, take: (socket: Socket) => void): Promise<Listener> {
    const { host, port } = listen;
    const server = createServer(take);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen({ host, port }, () => resolve());
    }).catch((error: unknown) => {
      throw new TemblorError('cannot-listen', `could not listen on ${host}:${port}: ${messageOf(error)}`, {
        hint: 'give the node an address of this machine, and a port that is free',
        cause: error,
      });
    });
    const bound = server.address();
    const isBound = typeof bound === 'object' && bound !== null;
    return new Listener(server, isBound ? { host, port: bound.port } : listen);
  }

  /** Over when every connection that it took is closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
