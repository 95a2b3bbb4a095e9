/** The answer to one request on its way to the client, and how much of it is out already. */
import type { Socket } from 'node:net';
import { plainResponse, responseForClient } from '../http1/head-writers.ts';
import type { BodyFraming, ResponseHead } from '../http1/message-head.ts';
import { lengthOf } from './held-body.ts';
import type { OwnAnswer } from './own-answer.ts';
import { writeContent, writeMessage } from './write-message.ts';

/** What the client has of its answer: it decides what can still be done where something goes wrong. */
export type AnswerPhase =
  /** Not a byte: any answer can be given. */
  | { readonly kind: 'none' }
  /** A beginning: it can be gone on with or broken off, and nothing else may be written. */
  | { readonly kind: 'begun'; readonly framing: BodyFraming; readonly keepAlive: boolean }
  /** All of it, or the connection was broken off: nothing is owed. */
  | { readonly kind: 'over' };

const none: AnswerPhase = { kind: 'none' };
const over: AnswerPhase = { kind: 'over' };

/** Serves one answer after the other; `await` comes before each. */
export class ClientAnswer {
  readonly #socket: Socket;
  #phase: AnswerPhase = over;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get phase(): AnswerPhase {
    return this.#phase;
  }

  /** A request is in: it is owed one. */
  await(): void {
    this.#phase = none;
  }

  /** Writes the whole of a replica's. */
  write(head: ResponseHead, body: readonly Buffer[], keepAlive: boolean): void {
    this.#phase = over;
    const framing: BodyFraming =
      head.framing.kind === 'none' ? head.framing : { kind: 'length', bytes: lengthOf(body) };
    writeMessage(this.#socket, responseForClient(head, { keepAlive, framing }), body);
  }

  /** Writes the whole of one of the proxy's own. */
  writeOwn({ status, reason, detail, fields }: OwnAnswer, keepAlive: boolean, withoutBody: boolean): void {
    this.#phase = over;
    const delivery = { keepAlive, withoutBody, ...(fields === undefined ? {} : { fields }) };
    this.#socket.write(plainResponse(status, reason, detail, delivery), 'latin1');
  }

  /** @param isOld whether the client speaks HTTP/1.0, which has no chunks. @returns as `proceed`. */
  begin(head: ResponseHead, body: readonly Buffer[], mayKeepAlive: boolean, isOld: boolean): boolean {
    const framing: BodyFraming =
      head.framing.kind === 'length' ? head.framing : { kind: isOld ? 'until-close' : 'chunked' };
    const keepAlive = mayKeepAlive && framing.kind !== 'until-close';
    this.#phase = { kind: 'begun', framing, keepAlive };
    this.#socket.write(responseForClient(head, { keepAlive, framing }), 'latin1');
    return this.proceed(body);
  }

  /** @returns false where the client is behind. */
  proceed(body: readonly Buffer[]): boolean {
    return this.#phase.kind === 'begun' && this.#content(body, this.#phase.framing, false);
  }

  /** @returns whether the client was told that its connection serves another request. */
  end(): boolean {
    if (this.#phase.kind !== 'begun') return false;
    const { framing, keepAlive } = this.#phase;
    this.#phase = over;
    this.#content([], framing, true);
    return keepAlive;
  }

  /** Resets the connection: what was sent must not look whole. */
  breakOff(): void {
    this.#phase = over;
    this.#socket.resetAndDestroy();
  }

  #content(body: readonly Buffer[], framing: BodyFraming, isOver: boolean): boolean {
    return writeContent(this.#socket, body, framing.kind === 'chunked', isOver);
  }
}
