/**
 * A connection whose requests are read and answered without Node's HTTP server, which costs three times what the rest of a
 * small request does. With the first request that is not of the plain form, or that nobody takes, the connection is Node's
 * server's for good, with all bytes that have come.
 */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpDate } from './http-date.ts';
import type { PlainHead, PlainRequest } from './plain-request.ts';
import { readPlainRequest } from './plain-request.ts';

/** What a request is answered with. */
export interface PlainAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** Absent: no such header. */
  readonly retryAfterSeconds?: number;
}

/** Takes a request, or leaves it to the application: undefined. What it returns never rejects. */
export type TakePlain = (request: PlainRequest) => Promise<PlainAnswer> | undefined;

export interface PlainOptions {
  readonly take: TakePlain;
  readonly date: HttpDate;
  /** A connection without a request is closed after this time. */
  readonly keepAliveMs: number;
  /** Told when a request was read, and when its answer has left or its connection has gone. */
  readonly onTaken: (socket: Socket) => void;
  readonly onAnswered: (socket: Socket) => void;
  /** Takes the connection over. Bytes that were read and not answered come again. */
  readonly handOver: (socket: Socket) => void;
}

/** Reads a connection from its beginning. */
export function servePlainly(socket: Socket, options: PlainOptions): void {
  new PlainConnection(socket, options).open();
}

class PlainConnection {
  readonly #socket: Socket;
  readonly #options: PlainOptions;
  #last: PlainHead | undefined;
  /** What came behind the request that is being answered. */
  #rest: Buffer | undefined;
  #isAnswering = false;
  #hasEnded = false;

  constructor(socket: Socket, options: PlainOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  open(): void {
    const { keepAliveMs } = this.#options;
    this.#socket.setNoDelay(true).setTimeout(keepAliveMs);
    this.#socket.on('data', this.#data).on('end', this.#end).on('timeout', this.#timeout).on('error', this.#error);
  }

  readonly #data = (chunk: Buffer): void => {
    if (this.#isAnswering) {
      // Requests one behind the other are answered in order: the next is read when this one is answered.
      this.#rest = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
      this.#socket.pause();
    } else this.#read(chunk);
  };

  readonly #end = (): void => {
    this.#hasEnded = true;
    if (!this.#isAnswering) this.#socket.end();
  };

  readonly #timeout = (): void => {
    if (!this.#isAnswering) this.#socket.destroy();
  };

  // What was wrong does not matter: 'close' follows, and there is nobody left to tell.
  readonly #error = (): void => {
    this.#socket.destroy();
  };

  #read(chunk: Buffer): void {
    const read = readPlainRequest(chunk, this.#last);
    const answer = read === undefined ? undefined : this.#options.take(read.request);
    if (read === undefined || answer === undefined) {
      this.#handOver(chunk);
      return;
    }
    this.#last = read.head;
    this.#rest = read.rest;
    this.#isAnswering = true;
    this.#options.onTaken(this.#socket);
    void answer.then((given) => this.#answer(given));
  }

  #answer(answer: PlainAnswer): void {
    if (!this.#socket.writable) {
      this.#options.onAnswered(this.#socket);
      return;
    }
    const text = render(answer, this.#options.date.now());
    const hasRoom = this.#socket.write(text, () => this.#options.onAnswered(this.#socket));
    // Who does not read its answers is not read either: they would wait in memory.
    if (hasRoom) this.#goOn();
    else this.#socket.once('drain', () => this.#goOn());
  }

  #goOn(): void {
    this.#isAnswering = false;
    const rest = this.#rest;
    this.#rest = undefined;
    if (rest !== undefined) this.#read(rest);
    if (this.#isAnswering) return;
    if (this.#hasEnded) this.#socket.end();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  #handOver(chunk: Buffer): void {
    // Nothing can be put back into a stream that has ended; its client went before the request was whole, or plain.
    if (this.#hasEnded) {
      this.#socket.destroySoon();
      return;
    }
    const socket = this.#socket.pause().setTimeout(0);
    socket.off('data', this.#data).off('end', this.#end).off('timeout', this.#timeout).off('error', this.#error);
    socket.unshift(chunk);
    this.#options.handOver(socket);
    socket.resume();
  }
}

function render({ status, contentType, body, retryAfterSeconds }: PlainAnswer, date: string): string {
  const retry = retryAfterSeconds === undefined ? '' : `retry-after: ${retryAfterSeconds}\r\n`;
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\ncontent-type: ${contentType}\r\ndate: ${date}\r\n${retry}`;
  return `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
