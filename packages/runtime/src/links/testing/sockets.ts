/** Real sockets for the tests of the links: providers that listen, consumers that connect, and how a connection ends. */
import { EventEmitter, once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { LinkEvent, LinkProxies } from '../link-proxies.ts';

const deadlineMs = 20_000;

/** A provider on a free port. */
export interface Provider extends AsyncDisposable {
  readonly target: { readonly host: string; readonly port: number };
  /** Its side of every connection so far, in order. */
  readonly sockets: readonly Socket[];
  /** Its side of a connection, awaited where it is not there yet. */
  socket(index: number): Promise<Socket>;
}

/** A provider that does with each connection what the test wants; both of its directions are closed by hand. */
export async function startProvider(serve: (socket: Socket) => void): Promise<Provider> {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    serve(socket);
    server.emit('served');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    target: { host: '127.0.0.1', port: portOf(server) },
    sockets,
    socket: async (index) => {
      for (;;) {
        const socket = sockets[index];
        if (socket !== undefined) return socket;
        await once(server, 'served', { signal: AbortSignal.timeout(deadlineMs) });
      }
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close', { signal: AbortSignal.timeout(deadlineMs) });
    },
  };
}

/** Answers what comes with the same bytes, and the end with the end. */
export function echo(socket: Socket): void {
  socket.on('data', (chunk) => socket.write(chunk));
  socket.on('end', () => socket.end());
}

/** A connected consumer that notes what reached it. */
export interface Consumer extends Disposable {
  readonly socket: Socket;
  /** Sends text and waits for as many bytes as it has; rejects where the connection ends before. @returns them, and how long it took. */
  ask(text: string): Promise<{ text: string; tookMs: number }>;
  /** How the connection ended, as this side saw it. */
  ended(): Promise<'end' | 'reset'>;
  received(): Buffer;
}

export async function connectConsumer(port: number): Promise<Consumer> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
  const chunks: Buffer[] = [];
  const changes = new EventEmitter();
  let receivedBytes = 0;
  let how: 'end' | 'reset' | undefined;
  const finish = (end: 'end' | 'reset'): void => {
    how ??= end;
    changes.emit('change');
  };
  socket.on('connect', () => changes.emit('change'));
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    receivedBytes += chunk.length;
    changes.emit('change');
  });
  socket.on('end', () => finish('end'));
  socket.on('error', () => finish('reset'));
  const received = (): Buffer => Buffer.concat(chunks);
  const ended = async (): Promise<'end' | 'reset'> => {
    const deadline = AbortSignal.timeout(deadlineMs);
    for (;;) {
      if (how !== undefined) return how;
      await once(changes, 'change', { signal: deadline });
    }
  };
  await once(changes, 'change', { signal: AbortSignal.timeout(deadlineMs) });
  return {
    socket,
    received,
    ended,
    ask: async (text) => {
      const sentMs = performance.now();
      const beforeBytes = receivedBytes;
      const deadline = AbortSignal.timeout(deadlineMs);
      socket.write(text);
      while (receivedBytes < beforeBytes + Buffer.byteLength(text)) {
        if (how !== undefined) throw new Error(`the connection ended: ${how}`);
        await once(changes, 'change', { signal: deadline });
      }
      const answer = received().subarray(beforeBytes).toString();
      return { text: answer, tookMs: performance.now() - sentMs };
    },
    [Symbol.dispose]: () => socket.destroy(),
  };
}

/** Every event since it was opened, so that none is missed for having come early. */
export class EventLog implements Disposable {
  readonly events: LinkEvent[] = [];
  readonly #subscription: Disposable;
  readonly #arrivals = new EventEmitter();

  constructor(proxies: LinkProxies) {
    this.#subscription = proxies.onEvent((event) => {
      this.events.push(event);
      this.#arrivals.emit('event');
    });
  }

  /** The first event that satisfies a predicate, awaited where it has not come yet. */
  async first<T extends LinkEvent['type']>(
    type: T,
    predicate: (event: Extract<LinkEvent, { type: T }>) => boolean,
  ): Promise<Extract<LinkEvent, { type: T }>> {
    const matches = (event: LinkEvent): event is Extract<LinkEvent, { type: T }> => event.type === type;
    const deadline = AbortSignal.timeout(deadlineMs);
    for (;;) {
      const found = this.events.filter(matches).find(predicate);
      if (found !== undefined) return found;
      await once(this.#arrivals, 'event', { signal: deadline });
    }
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}
