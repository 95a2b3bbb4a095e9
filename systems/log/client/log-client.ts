/**
 * A client that keeps many messages under way on one connection to the leader, and follows it when another node leads.
 *
 * What becomes of a message is a value, never a guess. One that certainly was not appended is sent again by itself. One
 * whose outcome was lost with its connection is sent again only where it has an idempotency key, since then it appears
 * once; without a key it stays unknown.
 */
import { drawSeed, seededRandom } from '@temblor/foundation/randomness/random';
import { idempotencyKeyRule, isIdempotencyKey } from '../model/idempotency-key.ts';
import { longestContentBytes } from '../model/message.ts';
import { findLeader } from './find-leader.ts';
import type { Appended, Sending } from './sending.ts';
import { giveUp, settle } from './sending.ts';
import type { StreamConnection } from './stream-connection.ts';
import type { StreamAnswer, StreamOutcome } from './stream-messages.ts';

export interface LogClientOptions {
  /** The URL of each node, in any order. */
  readonly nodes: readonly string[];
  /** How long a message is tried; 5000 where absent. */
  readonly timeoutMs?: number;
}

export interface AppendOptions {
  /** The message's own name, at most 128 visible ASCII characters: however often it is sent, it appears once. */
  readonly key?: string;
  /** The caller does not wait any longer; a message that was sent may be appended nevertheless. */
  readonly signal?: AbortSignal;
}

/** A node that is busy is left alone for so long, at first and at most. */
const firstHoldMs = 5;
const longestHoldMs = 200;
const sweepMs = 50;

/** Opens a client; it looks for the leader at once, and messages may be given to it from the start. */
export function openLogClient(options: LogClientOptions): LogClient {
  return new LogClient(options);
}

/** See `openLogClient`. To be closed; nothing is sent after that. */
export class LogClient implements AsyncDisposable {
  readonly #timeoutMs: number;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  readonly #sweeping: NodeJS.Timeout;
  #connection: StreamConnection | undefined;
  #window = 0;
  #waiting: Sending[] = [];
  readonly #underWay = new Map<number, Sending>();
  #nextRequest = 1;
  #turn: NodeJS.Immediate | undefined;
  /** While it runs, nothing is sent: the node was too busy. */
  #holding: NodeJS.Timeout | undefined;
  #holdMs = firstHoldMs;
  #trouble = 'no node was asked yet';

  constructor({ nodes, timeoutMs = 5_000 }: LogClientOptions) {
    this.#timeoutMs = timeoutMs;
    this.#sweeping = setInterval(() => this.#sweep(), sweepMs);
    this.#running = this.#followLeaders(nodes);
  }

  /**
   * Appends a message. Resolves when its outcome is known, or when its time is over; it never rejects. Messages that are
   * given one after the other are sent in this order; a caller that waits for some of them before it gives more bounds
   * the memory that they take.
   */
  append(content: string, { key, signal }: AppendOptions = {}): Promise<Appended> {
    const wrong = examine(content, key);
    if (wrong !== undefined) return Promise.resolve({ kind: 'refused', reason: wrong });
    if (this.#closing.signal.aborted) return Promise.resolve({ kind: 'unavailable', reason: 'the client is closed' });
    return new Promise((resolve) => {
      const abort = () => giveUp(sending, 'the caller gave it up');
      const sending: Sending = {
        content,
        key,
        deadlineMs: performance.now() + this.#timeoutMs,
        settle: (outcome) => {
          signal?.removeEventListener('abort', abort);
          resolve(outcome);
        },
        doubts: 0,
        isSettled: false,
      };
      if (signal?.aborted === true) return abort();
      signal?.addEventListener('abort', abort);
      this.#waiting.push(sending);
      this.#schedule();
    });
  }

  /** Ends the connection. What is not settled is settled as `unknown` or `unavailable`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#connection?.[Symbol.dispose]();
    clearInterval(this.#sweeping);
    clearTimeout(this.#holding);
    await this.#running;
    for (const sending of [...this.#underWay.values(), ...this.#waiting]) giveUp(sending, 'the client was closed');
    this.#waiting = [];
    this.#underWay.clear();
  }

  async #followLeaders(nodes: readonly string[]): Promise<void> {
    const { signal } = this.#closing;
    const random = seededRandom(drawSeed());
    const told = (reason: string) => {
      this.#trouble = reason;
    };
    try {
      for (;;) {
        const connection = await findLeader({ nodes, random, signal, told });
        await this.#use(connection);
      }
    } catch (error) {
      // Nothing else ends the search.
      if (!signal.aborted) throw error;
    }
  }

  /** Sends over a connection until it is closed, by whichever side. */
  #use(connection: StreamConnection): Promise<void> {
    return new Promise((resolve) => {
      this.#connection = connection;
      this.#window = connection.welcome.window;
      connection.listen({
        answers: (answers) => this.#hear(answers),
        standing: ({ node, leader }) => {
          if (leader !== node) connection[Symbol.dispose]();
        },
        drained: () => this.#schedule(),
        closed: () => {
          this.#connection = undefined;
          this.#trouble = 'the connection was lost';
          this.#recover();
          resolve();
        },
      });
      if (this.#closing.signal.aborted) connection[Symbol.dispose]();
      this.#schedule();
    });
  }

  /** What comes in one turn of the event loop leaves as one frame. */
  #schedule(): void {
    if (this.#connection !== undefined) this.#turn ??= setImmediate(() => this.#sendWaiting());
  }

  #sendWaiting(): void {
    this.#turn = undefined;
    const connection = this.#connection;
    const room = this.#window - this.#underWay.size;
    if (connection === undefined || !connection.isWritable || room <= 0 || this.#holding !== undefined) return;
    const appends = this.#waiting
      .splice(0, room)
      .filter(({ isSettled }) => !isSettled)
      .map((sending) => {
        const request = this.#nextRequest;
        this.#nextRequest = (request % 0xffff_ffff) + 1;
        sending.doubts += 1;
        this.#underWay.set(request, sending);
        return { request, key: sending.key, content: sending.content };
      });
    connection.send(appends);
  }

  #hear(answers: readonly StreamAnswer[]): void {
    const again: Sending[] = [];
    for (const { request, outcome } of answers) {
      const sending = this.#underWay.get(request);
      this.#underWay.delete(request);
      if (sending !== undefined && !sending.isSettled && this.#isToRepeat(sending, outcome)) again.push(sending);
    }
    if (again.length > 0) this.#waiting = [...again, ...this.#waiting];
    if (this.#waiting.length > 0) this.#schedule();
  }

  /** Settles a message where its outcome is final. */
  #isToRepeat(sending: Sending, outcome: StreamOutcome): boolean {
    switch (outcome.kind) {
      case 'appended':
        this.#holdMs = firstHoldMs;
        settle(sending, outcome);
        return false;
      case 'refused':
        settle(sending, { kind: 'refused', reason: outcome.reason });
        return false;
      case 'unknown':
        if (sending.key === undefined) settle(sending, { kind: 'unknown', reason: outcome.reason });
        else this.#hold(outcome.reason);
        return sending.key !== undefined;
      case 'busy':
        sending.doubts -= 1;
        this.#hold(outcome.reason);
        return true;
      case 'not-leader':
        sending.doubts -= 1;
        this.#trouble = 'the leader changed';
        this.#connection?.[Symbol.dispose]();
        return true;
      default:
        return outcome satisfies never;
    }
  }

  /** Sends nothing for a moment, longer each time. */
  #hold(reason: string): void {
    this.#trouble = reason;
    if (this.#holding !== undefined) return;
    this.#holding = setTimeout(() => {
      this.#holding = undefined;
      this.#schedule();
    }, this.#holdMs);
    this.#holdMs = Math.min(this.#holdMs * 2, longestHoldMs);
  }

  /** The connection is lost: what was under way may have been appended. */
  #recover(): void {
    const lost = [...this.#underWay.values()];
    this.#underWay.clear();
    for (const sending of lost) {
      if (sending.key === undefined) giveUp(sending, 'the connection to the leader was lost');
    }
    this.#waiting = [...lost.filter(({ isSettled }) => !isSettled), ...this.#waiting];
  }

  /** Gives up what has been tried for too long. Both lists are in the order in which their messages were given. */
  #sweep(): void {
    const nowMs = performance.now();
    for (const [request, sending] of this.#underWay) {
      if (sending.deadlineMs > nowMs) break;
      this.#underWay.delete(request);
      giveUp(sending, 'the leader did not answer in time');
    }
    const first = this.#waiting.findIndex(({ deadlineMs }) => deadlineMs > nowMs);
    const overdue = this.#waiting.splice(0, first === -1 ? this.#waiting.length : first);
    for (const sending of overdue) giveUp(sending, `no leader took it in time: ${this.#trouble}`);
  }
}

function examine(content: string, key: string | undefined): string | undefined {
  if (Buffer.byteLength(content) > longestContentBytes) return `it is longer than ${longestContentBytes} bytes`;
  if (key === undefined || isIdempotencyKey(key)) return undefined;
  return `its key is not ${idempotencyKeyRule}`;
}
