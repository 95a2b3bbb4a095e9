/** How long an attempt waits, and for whom: pure bookkeeping. What the client takes of the time is no fault of the replica. */
import type { ProxyOptions } from './options.ts';

/** What the replica owes next. */
type Stage = 'connection' | 'head' | 'body';

/** Looked at by the sweep. */
export class AttemptPatience {
  readonly #options: ProxyOptions;
  readonly #time: { nowMs(): number };
  readonly #startedMs: number;
  #stage: Stage;
  #isSent = false;
  #isBehind = false;
  #isPaused = false;
  #dueMs: number;
  /** While it is the client's turn. */
  #clientSinceMs: number | undefined;
  #clientMs = 0;

  constructor(options: ProxyOptions, time: { nowMs(): number }, isConnected: boolean) {
    this.#options = options;
    this.#time = time;
    this.#startedMs = time.nowMs();
    this.#stage = isConnected ? 'head' : 'connection';
    this.#dueMs = this.#startedMs + (isConnected ? options.answerHeadMs : options.connectMs);
  }

  /** Whether the request is out, with the last byte of its body. */
  get isSent(): boolean {
    return this.#isSent;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Since the attempt began. */
  ageMs(): number {
    return this.#time.nowMs() - this.#startedMs;
  }

  /** Its age without the time in which the client was to send, or to read. */
  latencyMs(): number {
    const nowMs = this.#time.nowMs();
    const clientMs = this.#clientSinceMs === undefined ? 0 : nowMs - this.#clientSinceMs;
    return nowMs - this.#startedMs - this.#clientMs - clientMs;
  }

  isLate(nowMs: number): boolean {
    return nowMs >= this.#dueMs;
  }

  /** The whole request was written before there was anything to wait for. */
  sentAtOnce(): void {
    this.#isSent = true;
  }

  awaitConnection(): void {
    this.#stage = 'connection';
    this.#renew();
  }

  connected(): void {
    this.#stage = 'head';
    this.#renew();
  }

  /** More of the request was written. @param isReady whether the replica keeps up with it. */
  requestMoved(isOver: boolean, isReady: boolean): void {
    this.#isSent = isOver;
    this.#isBehind = !isReady;
    this.#renew();
  }

  /** The replica took what was written. */
  drained(): void {
    this.#isBehind = false;
    if (!this.#isSent) this.#renew();
  }

  /** The head of the answer came, or more of its body. */
  answerMoved(): void {
    this.#stage = 'body';
    this.#renew();
  }

  /** The client reads no answer for now. */
  pause(): void {
    this.#isPaused = true;
    this.#renew();
  }

  resume(): void {
    this.#isPaused = false;
    this.#renew();
  }

  #renew(): void {
    const nowMs = this.#time.nowMs();
    if (this.#clientSinceMs !== undefined) this.#clientMs += nowMs - this.#clientSinceMs;
    const isClients = this.#isPaused || (!this.#isSent && !this.#isBehind && this.#stage !== 'connection');
    // How long the client may take is counted elsewhere.
    this.#clientSinceMs = isClients ? nowMs : undefined;
    this.#dueMs = isClients ? Number.POSITIVE_INFINITY : nowMs + this.#allowedMs;
  }

  get #allowedMs(): number {
    const { connectMs, answerHeadMs, answerStallMs } = this.#options;
    switch (this.#stage) {
      case 'connection':
        return connectMs;
      case 'head':
        return this.#isSent ? answerHeadMs : answerStallMs;
      case 'body':
        return answerStallMs;
      default:
        return this.#stage satisfies never;
    }
  }
}
