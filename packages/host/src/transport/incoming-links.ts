/** Takes the calls of other nodes: greets, refuses strangers, and hands on what comes. */
import type { Socket } from 'node:net';
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import { encodeFrame, FrameReader } from './frame.ts';
import type { Hello } from './hello.ts';
import { examineHello } from './hello.ts';

export interface IncomingLinksOptions {
  /** What a caller of this node would say. */
  readonly own: Omit<Hello, 'from'>;
  readonly maximumBytes: number;
  readonly received: (from: number, payload: Uint8Array) => void;
  /** A node has called, and was welcomed. */
  readonly welcomed: (from: number) => void;
  /** The connection of a node broke, and it has made no other before. */
  readonly lost: (from: number) => void;
  /** Told why callers were refused and streams cut off; once, where the same reason comes again and again. */
  readonly refused: (reason: string) => void;
}

const pong = Buffer.concat(encodeFrame('pong', new Uint8Array()));

/** Who says nothing for so long after calling is cut off. */
const greetingMs = 2_000;

export class IncomingLinks implements Disposable {
  readonly #options: IncomingLinksOptions;
  readonly #sockets = new Set<Socket>();
  /** The latest connection of each node: one that calls again has lost the one before. */
  readonly #callers = new Map<number, Socket>();
  #lastRefusal: string | undefined;
  #isClosed = false;

  constructor(options: IncomingLinksOptions) {
    this.#options = options;
  }

  /** Takes a connection over: what it is of no use for is closed. */
  take(socket: Socket): void {
    const reader = new FrameReader(this.#options.maximumBytes);
    let from: number | undefined;
    this.#sockets.add(socket);
    socket.setNoDelay(true).setKeepAlive(true, 1_000);
    socket.setTimeout(greetingMs, () => socket.destroy());
    socket.on('data', (chunk: Buffer<ArrayBuffer>) => {
      try {
        for (const { type, payload } of reader.push(chunk)) {
          if (from !== undefined && type === 'message') this.#options.received(from, payload);
          else if (from !== undefined && type === 'ping') answerPing(socket);
          else from ??= this.#greet(socket, type === 'hello' ? payload : new Uint8Array());
          if (from === undefined) return;
        }
      } catch (error) {
        this.#sayRefused(messageOf(error));
        socket.destroy();
      }
    });
    // A server of HTTP leaves a connection half open when its other end is gone.
    socket.on('end', () => socket.destroy());
    // What was wrong does not matter here: 'close' follows every error, and the caller dials again.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (from === undefined || this.#callers.get(from) !== socket) return;
      this.#callers.delete(from);
      if (!this.#isClosed) this.#options.lost(from);
    });
  }

  /** @returns who calls; undefined where it was refused. */
  #greet(socket: Socket, greeting: Uint8Array): number | undefined {
    const from = examineHello(greeting, this.#options.own);
    if (typeof from === 'string') {
      this.#sayRefused(from);
      // Whoever does not close its side after that is cut off.
      socket.end(Buffer.concat(encodeFrame('refusal', Buffer.from(from))), () => socket.destroy());
      return undefined;
    }
    this.#callers.get(from)?.destroy();
    this.#callers.set(from, socket);
    socket.setTimeout(0);
    socket.write(Buffer.concat(encodeFrame('welcome', new Uint8Array())));
    this.#options.welcomed(from);
    return from;
  }

  #sayRefused(reason: string): void {
    if (this.#lastRefusal === reason) return;
    this.#lastRefusal = reason;
    this.#options.refused(reason);
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** One that does not read its answers gets no more until it has: they would fill the memory. */
function answerPing(socket: Socket): void {
  if (!socket.writableNeedDrain) socket.write(pong);
}
