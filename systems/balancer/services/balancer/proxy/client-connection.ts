/**
 * One connection of a client: reads its requests, one after the other, and writes their answers in the same order (RFC 9112
 * section 9.3.2). What a client may hold is bounded in bytes and in time, whatever it does or leaves undone.
 * Length: the events of one socket, which read together.
 */
import type { Socket } from 'node:net';
import type { BodyReader } from '../http1/body-readers.ts';
import { bodyReader } from '../http1/body-readers.ts';
import { RequestHeadReader } from '../http1/head-readers.ts';
import { plainResponse, responseForClient } from '../http1/head-writers.ts';
import type { BodyFraming, RequestHead, ResponseHead } from '../http1/message-head.ts';
import type { ExchangeClient, Route } from './exchange.ts';
import { Exchange } from './exchange.ts';
import { lengthOf } from './held-body.ts';
import type { ProxyOptions } from './options.ts';
import type { OwnAnswer } from './own-answer.ts';
import { noPages } from './own-answer.ts';
import { Patience } from './patience.ts';
import type { ProxyEvent } from './proxy-event.ts';
import type { Sweep, Swept } from './sweep.ts';
import { writeContent, writeMessage } from './write-message.ts';

/** What all clients of a proxy share. */
export interface ClientParts {
  readonly options: ProxyOptions;
  readonly sweep: Sweep;
  readonly observe: (event: ProxyEvent) => void;
  /** Where a request goes, and as what; undefined where nothing is there for this client. */
  route(head: RequestHead, clientAddress: string): { readonly route: Route; readonly head: RequestHead } | undefined;
  /** Answers say that the connection closes after them. */
  isDraining(): boolean;
  /** Told once, when the socket is closed. */
  closed(connection: ClientConnection): void;
}

type State =
  /** Between two requests, or within a head. */
  | { readonly kind: 'reading-head' }
  /** `body`: what reads the rest of the request; undefined once that is in. */
  | { readonly kind: 'exchanging'; readonly head: RequestHead; body: BodyReader | undefined }
  /** The last answer is written: what the client still sends is thrown away, so that it can read that. */
  | { readonly kind: 'lingering' }
  | { readonly kind: 'closed' };

const readingHead: State = { kind: 'reading-head' };
const lingering: State = { kind: 'lingering' };
const closed: State = { kind: 'closed' };

/** In use until the socket is closed. */
export class ClientConnection implements ExchangeClient, Swept {
  readonly address: string;
  readonly #socket: Socket;
  readonly #parts: ClientParts;
  readonly #reader: RequestHeadReader;
  readonly #patience: Patience;
  #state: State = readingHead;
  #exchange: Exchange | undefined;
  /** What came ahead of its turn. */
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  /** Whether bytes are being gone through further up the stack. */
  #isReading = false;
  #hasEnded = false;
  #answerFraming: BodyFraming = { kind: 'none' };
  #keepAlive = true;

  constructor(socket: Socket, parts: ClientParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.address = socket.remoteAddress?.replace(/^::ffff:/, '') ?? 'unknown';
    this.#reader = new RequestHeadReader(parts.options.headLimits);
    this.#patience = new Patience(parts.options, parts.sweep.nowMs);
    parts.sweep.slow.add(this);
    socket.on('data', (chunk: Buffer) => this.#received(chunk));
    socket.on('drain', () => this.#drained());
    socket.on('end', () => this.#ended());
    socket.on('error', () => undefined);
    socket.on('close', () => this.#closed());
  }

  /** Ends it now where nothing is under way, else after the answer. */
  drain(): void {
    if (this.#state.kind === 'reading-head' && !this.#reader.hasBegun && this.#pendingBytes === 0) this.#close();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  sweep(nowMs: number): void {
    const { kind } = this.#state;
    if (kind === 'lingering' && this.#patience.lingeredEnough(nowMs, this.#socket.writableLength)) this.destroy();
    else if (this.#patience.isUnread(nowMs, this.#socket)) this.#socket.resetAndDestroy();
    else if (kind === 'reading-head') this.#sweepHead(nowMs);
    else if (kind === 'exchanging' && this.#state.body !== undefined && this.#patience.bodyIsLate(nowMs)) {
      this.#exchange?.abandon();
      this.#refuse(408, 'body-too-slow', 'The body of the request did not come in. Send it without long breaks.');
    }
  }

  answer(head: ResponseHead, body: readonly Buffer[]): void {
    const framing: BodyFraming =
      head.framing.kind === 'none' ? head.framing : { kind: 'length', bytes: lengthOf(body) };
    const keepAlive = this.#mayKeepAlive();
    writeMessage(this.#socket, responseForClient(head, { keepAlive, framing }), body);
    this.#answered(keepAlive);
  }

  answerOwn({ status, reason, detail, fields }: OwnAnswer): void {
    const keepAlive = this.#mayKeepAlive();
    const withoutBody = this.#state.kind === 'exchanging' && this.#state.head.method === 'HEAD';
    const delivery = { keepAlive, withoutBody, ...(fields === undefined ? {} : { fields }) };
    this.#socket.write(plainResponse(status, reason, detail, delivery), 'latin1');
    this.#answered(keepAlive);
  }

  begin(head: ResponseHead, body: readonly Buffer[]): boolean {
    const isOld = this.#state.kind === 'exchanging' && this.#state.head.minorVersion === 0;
    const { framing } = head;
    if (framing.kind === 'length') this.#answerFraming = framing;
    else this.#answerFraming = isOld ? { kind: 'until-close' } : { kind: 'chunked' };
    this.#keepAlive = this.#mayKeepAlive() && this.#answerFraming.kind !== 'until-close';
    const delivery = { keepAlive: this.#keepAlive, framing: this.#answerFraming };
    this.#socket.write(responseForClient(head, delivery), 'latin1');
    return this.proceed(body);
  }

  proceed(body: readonly Buffer[]): boolean {
    return writeContent(this.#socket, body, this.#answerFraming.kind === 'chunked', false);
  }

  end(): void {
    writeContent(this.#socket, [], this.#answerFraming.kind === 'chunked', true);
    this.#answered(this.#keepAlive);
  }

  breakOff(): void {
    this.#socket.resetAndDestroy();
  }

  pauseBody(): void {
    this.#socket.pause();
    this.#patience.bodyPaused(this.#parts.sweep.nowMs);
  }

  resumeBody(): void {
    this.#patience.bodyResumed(this.#parts.sweep.nowMs);
    if (this.#pendingBytes <= this.#parts.options.pipelinedBytes) this.#socket.resume();
  }

  #received(chunk: Buffer): void {
    if (this.#state.kind === 'lingering' || this.#state.kind === 'closed') return;
    const isWaiting = this.#pendingBytes > 0 || this.#isReading || this.#socket.writableNeedDrain;
    const isNext = this.#state.kind === 'reading-head' ? !isWaiting : this.#isBodyDue();
    if (isNext) this.#read(chunk);
    else this.#keep(chunk);
  }

  #isBodyDue(): boolean {
    return this.#state.kind === 'exchanging' && this.#state.body !== undefined;
  }

  /** Goes through bytes whose turn it is, as far as requests are answered meanwhile. */
  #read(bytes: Buffer): void {
    this.#isReading = true;
    let rest = bytes;
    while (rest.length > 0) {
      if (this.#isBodyDue()) rest = this.#readBody(rest);
      else if (this.#state.kind === 'reading-head' && !this.#socket.writableNeedDrain) rest = this.#readHead(rest);
      else break;
    }
    this.#isReading = false;
    if (rest.length > 0 && this.#state.kind !== 'lingering') this.#keep(rest);
    else if (this.#hasEnded && this.#state.kind === 'reading-head') this.#close();
  }

  #readHead(bytes: Buffer): Buffer {
    const hadBegun = this.#reader.hasBegun;
    const progress = this.#reader.read(bytes);
    switch (progress.kind) {
      case 'more':
        if (!hadBegun) this.#patience.begin(this.#parts.sweep.nowMs);
        return none;
      case 'refused': {
        const { status, reason } = progress.refusal;
        this.#refuse(status, reason, 'The request is malformed, or more than is taken. Nothing of it was passed on.');
        return none;
      }
      case 'head':
        this.#begin(progress.head, progress.rest.length === 0);
        return progress.rest;
      default:
        return progress satisfies never;
    }
  }

  #begin(head: RequestHead, isWaiting: boolean): void {
    const hasBody = head.framing.kind !== 'none';
    this.#state = { kind: 'exchanging', head, body: hasBody ? bodyReader(head.framing) : undefined };
    if (hasBody) this.#patience.beginBody(this.#parts.sweep.nowMs);
    const found = this.#parts.route(head, this.address);
    if (found === undefined) {
      this.answerOwn(noPages);
      return;
    }
    if (head.expectsContinue && isWaiting) this.#socket.write('HTTP/1.1 100 Continue\r\n\r\n', 'latin1');
    const exchange = new Exchange(this, found.head, found.route);
    this.#exchange = exchange;
    exchange.begin();
  }

  #readBody(bytes: Buffer): Buffer {
    const { body } = this.#state.kind === 'exchanging' ? this.#state : { body: undefined };
    const progress = body?.read(bytes);
    if (progress === undefined || this.#state.kind !== 'exchanging') return none;
    if (progress.kind === 'refused') {
      this.#exchange?.abandon();
      this.#refuse(progress.refusal.status, progress.refusal.reason, 'The body is malformed. The request is given up.');
      return none;
    }
    this.#patience.bodyCame(bytes.length, this.#parts.sweep.nowMs);
    if (progress.isOver) this.#state.body = undefined;
    this.#exchange?.receive(progress.content, progress.isOver);
    return progress.isOver ? progress.rest : none;
  }

  #keep(bytes: Buffer): void {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes > this.#parts.options.pipelinedBytes) this.#socket.pause();
  }

  /** A request that must not be passed on. What follows it cannot be told apart from it. */
  #refuse(status: number, reason: string, detail: string): void {
    this.#parts.observe({ type: 'request-refused', status, reason });
    this.#socket.write(plainResponse(status, reason, detail, { keepAlive: false }), 'latin1');
    this.#close();
  }

  #mayKeepAlive(): boolean {
    if (this.#state.kind !== 'exchanging' || this.#state.body !== undefined || this.#parts.isDraining()) return false;
    return this.#state.head.keepAlive && !(this.#hasEnded && this.#pendingBytes === 0 && !this.#isReading);
  }

  #answered(keepAlive: boolean): void {
    this.#exchange = undefined;
    if (!keepAlive) {
      this.#close();
      return;
    }
    this.#state = readingHead;
    this.#patience.begin(this.#parts.sweep.nowMs);
    if (this.#socket.isPaused() && this.#pendingBytes <= this.#parts.options.pipelinedBytes) this.#socket.resume();
    if (!this.#socket.writableNeedDrain) this.#next();
  }

  /** Takes up what waits. */
  #next(): void {
    if (this.#isReading || this.#state.kind !== 'reading-head') return;
    if (this.#pendingBytes === 0) {
      if (this.#hasEnded) this.#close();
      return;
    }
    const bytes = this.#pending.length === 1 ? (this.#pending[0] ?? none) : Buffer.concat(this.#pending);
    const wasPaused = this.#pendingBytes > this.#parts.options.pipelinedBytes;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#read(bytes);
    if (wasPaused && this.#pendingBytes <= this.#parts.options.pipelinedBytes) this.#socket.resume();
  }

  #drained(): void {
    if (this.#state.kind === 'exchanging') this.#exchange?.clientDrained();
    else this.#next();
  }

  #sweepHead(nowMs: number): void {
    if (this.#reader.hasBegun && this.#patience.headIsLate(nowMs)) {
      this.#refuse(408, 'head-too-slow', 'The head of the request did not come in. Send it at once.');
    } else if (!this.#reader.hasBegun && this.#pendingBytes === 0 && this.#patience.isIdle(nowMs)) this.#close();
  }

  /** The client sends no more: it gets what it asked for, if it asked for it in whole. */
  #ended(): void {
    this.#hasEnded = true;
    const { kind } = this.#state;
    if (kind === 'reading-head' && this.#pendingBytes === 0) this.#close();
    if (kind !== 'exchanging' || !this.#isBodyDue()) return;
    this.#exchange?.abandon();
    this.destroy();
  }

  /** Nothing more is answered; what was written goes out. */
  #close(): void {
    this.#state = lingering;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#patience.begin(this.#parts.sweep.nowMs);
    this.#socket.end();
    this.#socket.resume();
  }

  #closed(): void {
    this.#state = closed;
    this.#parts.sweep.slow.delete(this);
    this.#exchange?.abandon();
    this.#exchange = undefined;
    this.#parts.closed(this);
  }
}

const none = Buffer.alloc(0);
