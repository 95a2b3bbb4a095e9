/**
 * One line of the corpus of request smuggling: bytes that a client sends, who found them, and what must become of them.
 *
 * Bytes are strings of latin1: a character is a byte. `request` puts a well-formed frame around what a case is about, so
 * that what is odd stands out; whatever is odd about the frame itself is written out.
 */

/** A request as the upstream must have seen it. */
export interface ExpectedRequest {
  readonly method: string;
  readonly target: string;
  /** Without its framing; absent where there is none. */
  readonly body?: string;
  /** Fields that must be there, `name: value`; names in lower case. */
  readonly has?: readonly string[];
  /** Names of fields that must not be there, in lower case. */
  readonly lacks?: readonly string[];
}

export type Must =
  /** Nothing reaches the upstream; the client gets one of these statuses and the connection is closed. */
  | { readonly kind: 'refuse'; readonly statuses: readonly number[] }
  /** The message is not over: nothing reaches the upstream before it is, and when the client leaves, nothing ever does. */
  | { readonly kind: 'wait' }
  /** The upstream sees exactly these. `thenRefuse`: what comes after them is refused with one of these statuses. */
  | {
      readonly kind: 'forward';
      readonly requests: readonly ExpectedRequest[];
      readonly thenRefuse?: readonly number[];
    }
  /**
   * It breaks after so much that a part may be with the upstream already, which must never take it for a whole request.
   * `by`: the bytes are malformed from there on, or the client leaves.
   */
  | { readonly kind: 'break-off'; readonly by: 'malformed' | 'leaving' };

export interface CorpusCase {
  readonly name: string;
  readonly source: string;
  readonly bytes: string;
  readonly must: Must;
}

/** @returns a request in proper lines: `start` and `fields` end in CRLF each, an empty line follows, then the body. */
export function request(start: string, fields: readonly string[], body = ''): string {
  return `${[start, ...fields].join('\r\n')}\r\n\r\n${body}`;
}

/** @returns a `POST` with a `Host`. */
export function post(fields: readonly string[], body = ''): string {
  return request('POST /images HTTP/1.1', ['Host: balancer', ...fields], body);
}

/** @returns a `GET` with a `Host`. */
export function get(fields: readonly string[] = [], target = '/images'): string {
  return request(`GET ${target} HTTP/1.1`, ['Host: balancer', ...fields]);
}

/** What an attacker hopes that the upstream takes for a request of its own. */
export const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: balancer\r\nX: ';

/** @returns a case that must be refused; with 400 unless said. */
export function refused(name: string, source: string, bytes: string, statuses: readonly number[] = [400]): CorpusCase {
  return { name, source, bytes, must: { kind: 'refuse', statuses } };
}

/** @returns a case that must be passed on as these requests, and nothing else. */
export function forwarded(
  name: string,
  source: string,
  bytes: string,
  ...requests: readonly ExpectedRequest[]
): CorpusCase {
  return { name, source, bytes, must: { kind: 'forward', requests } };
}
