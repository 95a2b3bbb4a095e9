/**
 * Requests of the plainest form: a POST whose head and body have come in one piece, of a known length, with nothing in it that
 * asks for more than an answer. What is of any other form, or not quite in order, is not refused here: it is for Node's own
 * server, which knows all of RFC 9112.
 */

export interface PlainRequest {
  /** With its query. */
  readonly target: string;
  /** By lower-case name; each came once. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A head, and what was read from it: the next one of the same connection is the same, as often as not. */
export interface PlainHead {
  /** Its bytes, up to the empty line and with it. */
  readonly bytes: Buffer;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBytes: number;
}

/** The request at the beginning of what has come, and what stands behind it; undefined where there is none of the plain form. */
export type ReadPlain =
  | { readonly head: PlainHead; readonly request: PlainRequest; readonly rest: Buffer | undefined }
  | undefined;

const headEnd = Buffer.from('\r\n\r\n');
const longestHeadBytes = 4096;
const requestLine = /^POST (\/[\x21-\x7e]*) HTTP\/1\.1$/;
const headerLine = /^([A-Za-z0-9-]+):[ \t]*([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?[ \t]*$/;
/** What asks for more than an answer, or leaves the length of the body to something else than `content-length`. */
const notPlain = new Set(['expect', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'http2-settings']);

/** Reads one request. @param last the head before it on the same connection. */
export function readPlainRequest(chunk: Buffer, last: PlainHead | undefined): ReadPlain {
  const head = last !== undefined && startsWith(chunk, last.bytes) ? last : readHead(chunk);
  if (head === undefined) return undefined;
  const bodyStart = head.bytes.length;
  const end = bodyStart + head.bodyBytes;
  if (chunk.length < end) return undefined;
  const { target, headers } = head;
  const body = chunk.subarray(bodyStart, end);
  return { head, request: { target, headers, body }, rest: chunk.length === end ? undefined : chunk.subarray(end) };
}

function startsWith(chunk: Buffer, bytes: Buffer): boolean {
  return chunk.length >= bytes.length && bytes.compare(chunk, 0, bytes.length) === 0;
}

function readHead(chunk: Buffer): PlainHead | undefined {
  const end = chunk.indexOf(headEnd);
  if (end === -1 || end > longestHeadBytes) return undefined;
  const [first = '', ...lines] = chunk.toString('latin1', 0, end).split('\r\n');
  const target = requestLine.exec(first)?.[1];
  if (target === undefined) return undefined;
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const [, name, value = ''] = headerLine.exec(line) ?? [];
    const known = name?.toLowerCase();
    if (known === undefined || known in headers || notPlain.has(known)) return undefined;
    headers[known] = value;
  }
  const { host, connection = 'keep-alive', 'content-length': length } = headers;
  if (connection.toLowerCase() !== 'keep-alive') return undefined;
  if (host === undefined || host === '' || length === undefined || !/^\d{1,9}$/.test(length)) return undefined;
  // A copy: the piece that it came in is large, and a head may be kept for as long as its connection.
  const bytes = Buffer.from(chunk.subarray(0, end + headEnd.length));
  return { bytes, target, headers, bodyBytes: Number(length) };
}
