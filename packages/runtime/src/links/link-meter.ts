import { createLatencyHistogram, recordLatency, summariseLatency } from '../load/latency-histogram.ts';
import type { LinkWindow } from './link-proxies.ts';

/** Counts what one link carries, window by window. */
export class LinkMeter {
  requests = 0;
  errors = 0;
  bytesForward = 0;
  bytesBack = 0;
  readonly #link: string;
  readonly #latency = createLatencyHistogram(2);
  #startUs: number;
  #openBefore = 0;

  constructor(link: string, nowUs: number) {
    this.#link = link;
    this.#startUs = nowUs;
  }

  /** The first byte of an answer went out. */
  answered(latencyUs: number, chunk: Buffer): void {
    recordLatency(this.#latency, latencyUs);
    if (isServerError(chunk)) this.errors += 1;
  }

  /** Ends the window. @returns undefined where nothing was open in it and nothing happened. */
  take(nowUs: number, connections: number): LinkWindow | undefined {
    const { requests, errors, bytesForward, bytesBack } = this;
    const startUs = this.#startUs;
    this.#startUs = nowUs;
    const latency = summariseLatency(this.#latency);
    const happened = requests + errors + bytesForward + bytesBack + latency.count;
    const idle = happened + connections + this.#openBefore === 0;
    this.#openBefore = connections;
    if (idle) return undefined;
    this.requests = 0;
    this.errors = 0;
    this.bytesForward = 0;
    this.bytesBack = 0;
    if (latency.count > 0) this.#latency.reset();
    return { link: this.#link, startUs, endUs: nowUs, connections, requests, errors, bytesForward, bytesBack, latency };
  }
}

/** Whether an answer begins as one of HTTP/1 with a status of 500 or above: `HTTP/1.1 5`. */
function isServerError(chunk: Buffer): boolean {
  const http = chunk.length > 9 && chunk[0] === 0x48 && chunk[1] === 0x54 && chunk[2] === 0x54 && chunk[3] === 0x50;
  return http && chunk[4] === 0x2f && chunk[9] === 0x35;
}
