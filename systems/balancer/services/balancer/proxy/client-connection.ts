/**
 * One connection of a client: reads its requests, one after the other, and writes their answers in the same order (RFC 9112
 * section 9.3.2). What a client may hold is bounded in bytes and in time, whatever it does or leaves undone.
 * Length: the events of one socket, which read together.
 */
import type { Socket } from 'node:net';
import type { BodyReader } from '../http1/body-readers.ts';
import { bodyReader } from '../http1/body-readers.ts';
import { RequestHeadReader } from '../http1/head-readers.ts';
import type { RequestHead, ResponseHead } from '../http1/message-head.ts';
import { ClientAnswer } from './client-answer.ts';
import { Exchange } from './exchange.ts';
import type { ProxyOptions } from './options.ts';
import type { OwnAnswer } from './own-answer.ts';
import { noPages } from './own-answer.ts';
import { Patience } from './patience.ts';
import type { ProxyEvent } from './proxy-event.ts';
import type { ExchangeClient, Route } from './route.ts';
import type { Sweep, Swept } from './sweep.ts';

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
  /** The exchange can take no more of the request's body for now. */
  #isBodyPaused = false;
  readonly #answer: ClientAnswer;

  constructor(socket: Socket, parts: ClientParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.#answer = new ClientAnswer(socket);
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
      this.#refuseBody(408, 'body-too-slow', 'The body of the request did not come in. Send it without long breaks.');
    }
  }

  answer(head: ResponseHead, body: readonly Buffer[]): void {
    const keepAlive = this.#mayKeepAlive();
    this.#answer.write(head, body, keepAlive);
    this.#answered(keepAlive);
  }

  answerOwn(answer: OwnAnswer): void {
    const keepAlive = this.#mayKeepAlive();
    const withoutBody = this.#state.kind === 'exchanging' && this.#state.head.method === 'HEAD';
    this.#answer.writeOwn(answer, keepAlive, withoutBody);
    this.#answered(keepAlive);
  }

  begin(head: ResponseHead, body: readonly Buffer[]): boolean {
    const isOld = this.#state.kind === 'exchanging' && this.#state.head.minorVersion === 0;
    return this.#answer.begin(head, body, this.#mayKeepAlive(), isOld);
  }

  proceed(body: readonly Buffer[]): boolean {
    return this.#answer.proceed(body);
  }

  end(): void {
    // It may have been told otherwise before the draining began: a client must be ready for a close at any time.
    this.#answered(this.#answer.end() && !this.#parts.isDraining());
  }

  breakOff(): void {
    this.#exchange = undefined;
    this.#state = closed;
    this.#answer.breakOff();
  }

  pauseBody(): void {
    this.#isBodyPaused = true;
    this.#patience.bodyPaused(this.#parts.sweep.nowMs);
    this.#maybeResume();
  }

  resumeBody(): void {
    this.#isBodyPaused = false;
    this.#patience.bodyResumed(this.#parts.sweep.nowMs);
    this.#maybeResume();
  }

  /** The one place that decides whether the client is read: what it sends must not gather where nobody can take it. */
  #maybeResume(): void {
    const isFull = this.#pendingBytes > this.#parts.options.pipelinedBytes;
    const mayRead = this.#state.kind === 'lingering' || !(this.#isBodyPaused || isFull);
    if (mayRead !== this.#socket.isPaused()) return;
    if (mayRead) this.#socket.resume();
    else this.#socket.pause();
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
    if (rest.length > 0 && this.#state.kind !== 'lingering' && this.#state.kind !== 'closed') this.#keep(rest);
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
    this.#answer.await();
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
      const { status, reason } = progress.refusal;
      this.#refuseBody(status, reason, 'The body is malformed. The request is given up.');
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
    this.#maybeResume();
  }

  /** A head that must not be passed on. What follows it cannot be told apart from it. */
  #refuse(status: number, reason: string, detail: string): void {
    this.#parts.observe({ type: 'request-refused', status, reason });
    this.#answer.writeOwn({ status, reason, detail }, false, false);
    this.#close();
  }

  /** The rest of a request that cannot be gone on with. Into an answer that has begun no other may be written. */
  #refuseBody(status: number, reason: string, detail: string): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    if (this.#answer.phase.kind === 'none') {
      exchange?.refuse(status, reason);
      const withoutBody = this.#state.kind === 'exchanging' && this.#state.head.method === 'HEAD';
      this.#answer.writeOwn({ status, reason, detail }, false, withoutBody);
      this.#close();
    } else {
      exchange?.abandon();
      this.breakOff();
    }
  }

  #mayKeepAlive(): boolean {
    if (this.#state.kind !== 'exchanging' || this.#state.body !== undefined || this.#parts.isDraining()) return false;
    return this.#state.head.keepAlive;
  }

  #answered(keepAlive: boolean): void {
    this.#exchange = undefined;
    if (!keepAlive) {
      this.#close();
      return;
    }
    this.#state = readingHead;
    this.#isBodyPaused = false;
    this.#patience.begin(this.#parts.sweep.nowMs);
    this.#maybeResume();
    if (!this.#socket.writableNeedDrain) this.#next();
  }

  /** Takes up what waits. */
  #next(): void {
    if (this.#isReading || this.#state.kind !== 'reading-head' || this.#pendingBytes === 0) return;
    const bytes = this.#pending.length === 1 ? (this.#pending[0] ?? none) : Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#read(bytes);
    this.#maybeResume();
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

  /**
   * The client sends no more: it is taken for gone, as nginx and Envoy take it. One that closed its half only cannot be told
   * from one that closed both, and most that do it are gone: what they asked for is not worth a replica's time.
   */
  #ended(): void {
    if (this.#state.kind === 'reading-head') this.#close();
    else if (this.#state.kind === 'exchanging') this.destroy();
  }

  /** Nothing more is answered; what was written goes out. */
  #close(): void {
    this.#state = lingering;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#patience.begin(this.#parts.sweep.nowMs);
    this.#socket.end();
    this.#maybeResume();
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
