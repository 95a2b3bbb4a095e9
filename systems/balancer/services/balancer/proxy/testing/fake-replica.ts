/** A replica on a real socket that does as the test says, down to the byte. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';

/** What the test's function sees of a connection whenever bytes came. */
export interface FakeExchange {
  readonly socket: Socket;
  /** All that came on this connection so far; latin1. */
  readonly received: string;
  /** Of the connections, from 0. */
  readonly connection: number;
  /** Of the chunks on this connection, from 0. */
  readonly chunk: number;
}

export interface FakeReplica extends AsyncDisposable {
  readonly port: number;
  /** What came on each connection; latin1. */
  readonly received: readonly string[];
  readonly openSockets: number;
  /** Takes no new connections any more. */
  refuse(): void;
}

/** @param react called for each chunk. */
export async function fakeReplica(react: (exchange: FakeExchange) => void): Promise<FakeReplica> {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const connection = received.push('') - 1;
    let chunk = 0;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      received[connection] += bytes.toString('latin1');
      react({ socket, received: received[connection] ?? '', connection, chunk });
      chunk += 1;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    received,
    get openSockets() {
      return sockets.size;
    },
    refuse() {
      server.close();
    },
    async [Symbol.asyncDispose]() {
      const isOver = !server.listening && sockets.size === 0;
      server.close();
      for (const socket of sockets) socket.destroy();
      if (!isOver) await once(server, 'close');
    },
  };
}

/** An answer with a length. */
export function answerOf(body: string, status = '200 OK', fields = ''): string {
  return `HTTP/1.1 ${status}\r\n${fields}Content-Length: ${body.length}\r\n\r\n${body}`;
}

/** Answers every request that has no body. */
export function answering(body: string, status = '200 OK', fields = ''): (exchange: FakeExchange) => void {
  return ({ socket }) => socket.write(answerOf(body, status, fields));
}
