/** How long a client is waited for: pure bookkeeping, looked at by the sweep. */
import type { ProxyOptions } from './options.ts';

/** What is known of a socket's output. */
export interface Output {
  readonly bytesWritten: number;
  readonly writableLength: number;
}

/** All times are of the sweep's last round. */
export class Patience {
  readonly #options: ProxyOptions;
  #sinceMs: number;
  #bodySinceMs = 0;
  #bodyLastMs = 0;
  #bodyBytes = 0;
  #bodyPausedMs: number | undefined;
  #sentBytes = 0;
  #sentMs: number;

  constructor(options: ProxyOptions, nowMs: number) {
    this.#options = options;
    this.#sinceMs = nowMs;
    this.#sentMs = nowMs;
  }

  /** A wait begins: for a head, for the rest of one, for the client to close. */
  begin(nowMs: number): void {
    this.#sinceMs = nowMs;
  }

  isIdle(nowMs: number): boolean {
    return nowMs - this.#sinceMs >= this.#options.clientIdleMs;
  }

  headIsLate(nowMs: number): boolean {
    return nowMs - this.#sinceMs >= this.#options.requestHeadMs;
  }

  /** The time counts from when everything is written. */
  lingeredEnough(nowMs: number, unwrittenBytes: number): boolean {
    if (unwrittenBytes > 0) this.#sinceMs = nowMs;
    return nowMs - this.#sinceMs >= this.#options.lingerMs;
  }

  beginBody(nowMs: number): void {
    this.#bodySinceMs = nowMs;
    this.#bodyLastMs = nowMs;
    this.#bodyBytes = 0;
    this.#bodyPausedMs = undefined;
  }

  bodyCame(bytes: number, nowMs: number): void {
    this.#bodyBytes += bytes;
    this.#bodyLastMs = nowMs;
  }

  /** It is not the client that is waited for. */
  bodyPaused(nowMs: number): void {
    this.#bodyPausedMs ??= nowMs;
  }

  bodyResumed(nowMs: number): void {
    if (this.#bodyPausedMs === undefined) return;
    this.#bodySinceMs += nowMs - this.#bodyPausedMs;
    this.#bodyLastMs = nowMs;
    this.#bodyPausedMs = undefined;
  }

  bodyIsLate(nowMs: number): boolean {
    const { bodyStallMs, bodyBytesPerSecond } = this.#options;
    if (this.#bodyPausedMs !== undefined) return false;
    const allowedMs = bodyStallMs + (this.#bodyBytes * 1000) / bodyBytesPerSecond;
    return nowMs - this.#bodyLastMs >= bodyStallMs || nowMs - this.#bodySinceMs >= allowedMs;
  }

  /** Whether what was written to the client has not moved for too long. Call it in every round. */
  isUnread(nowMs: number, output: Output): boolean {
    const { writableLength } = output;
    if (writableLength === 0) {
      this.#sentMs = nowMs;
      return false;
    }
    const sentBytes = output.bytesWritten - writableLength;
    if (sentBytes !== this.#sentBytes) this.#sentMs = nowMs;
    this.#sentBytes = sentBytes;
    return nowMs - this.#sentMs >= this.#options.clientStallMs;
  }
}
