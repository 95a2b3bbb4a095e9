/** Reads the heads of requests and answers out of the bytes of a connection (RFC 9112), strictly. */
import type { HeadLimits, HeadProgress, RequestHead, ResponseHead } from './message-head.ts';

/** The heads of the requests of one connection, one after the other. */
export class RequestHeadReader {
  readonly limits: HeadLimits;
  #hasBegun = false;

  constructor(limits: HeadLimits) {
    this.limits = limits;
  }

  /** Whether a part of a head is in. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  read(chunk: Buffer): HeadProgress<RequestHead> {
    this.#hasBegun = chunk.length > 0;
    return { kind: 'more' };
  }
}

/** The heads of the answers of one connection, one after the other. */
export class ResponseHeadReader {
  readonly limits: HeadLimits;

  constructor(limits: HeadLimits) {
    this.limits = limits;
  }

  read(_chunk: Buffer, _requestMethod: string): HeadProgress<ResponseHead> {
    return { kind: 'more' };
  }
}
