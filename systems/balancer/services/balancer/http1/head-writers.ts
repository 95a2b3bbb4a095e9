/** Writes the heads that leave the proxy: requests for a replica, answers for a client. */
import type { BodyFraming, RequestHead, ResponseHead } from './message-head.ts';

/** What the proxy knows of a request beside its head. */
export interface Forwarding {
  readonly clientAddress: string;
  readonly protocol: 'http';
  /** The replica's, `host:port`: what `Host` says where the client named none. */
  readonly upstreamHost: string;
}

/** @returns the head of the request as a replica gets it; latin1. */
export function requestForUpstream(head: RequestHead, _forwarding: Forwarding): string {
  return `${head.method} ${head.target} HTTP/1.1\r\n\r\n`;
}

/** @returns the head of the answer as the client gets it; latin1. */
export function responseForClient(
  head: ResponseHead,
  _connection: { readonly keepAlive: boolean; readonly framing: BodyFraming },
): string {
  return `HTTP/1.1 ${head.status} ${head.reason}\r\n\r\n`;
}

/** @returns a whole answer of the proxy's own: a problem document (RFC 9457); latin1. */
export function plainResponse(
  status: number,
  reason: string,
  _detail: string,
  _connection: { readonly keepAlive: boolean },
): string {
  return `HTTP/1.1 ${status} ${reason}\r\nContent-Length: 0\r\n\r\n`;
}
