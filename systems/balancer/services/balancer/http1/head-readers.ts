/**
 * Reads the heads of requests and answers out of the bytes of a connection (RFC 9112), strictly: what two readers could
 * take for two different things is refused, not repaired. Only CR LF ends a line; a length is said once, and one way.
 */
import { carriageReturn, lineFeed } from './characters.ts';
import { connectionOptions } from './connection-options.ts';
import type { FieldLines } from './field-lines.ts';
import { readFieldLines } from './field-lines.ts';
import { requestFraming, responseFraming } from './framing.ts';
import type { FirstLine } from './head-gatherer.ts';
import { HeadGatherer } from './head-gatherer.ts';
import type { HeadLimits, HeadProgress, RequestHead, ResponseHead } from './message-head.ts';
import type { Refused } from './refusal.ts';
import { refused } from './refusal.ts';
import type { RequestLine } from './request-line.ts';
import { readRequestLine } from './request-line.ts';
import { isAuthority } from './request-target.ts';
import { readStatusLine } from './status-line.ts';

const more: { readonly kind: 'more' } = { kind: 'more' };

/** The heads of the requests of one connection, one after the other. After a refusal nothing of it can be trusted. */
export class RequestHeadReader {
  readonly #limits: HeadLimits;
  readonly #gatherer: HeadGatherer;
  /** RFC 9112 section 2.2: one empty line before a request is passed over; some clients end a body with it. */
  #emptyLine: 'may-come' | 'half' | 'came' = 'may-come';
  #refused: Refused | undefined;

  constructor(limits: HeadLimits) {
    this.#limits = limits;
    this.#gatherer = new HeadGatherer(limits.maxBytes, requestLineWithin(limits));
  }

  /** Whether a part of a head is in, and the rest is not. */
  get hasBegun(): boolean {
    return this.#gatherer.heldBytes > 0;
  }

  read(chunk: Buffer): HeadProgress<RequestHead> {
    if (this.#refused !== undefined) return this.#refused;
    const bytes = this.#afterEmptyLine(chunk);
    if (bytes.length === 0) return more;
    const gathered = this.#gatherer.read(bytes);
    if (gathered.kind === 'more') return gathered;
    if (gathered.kind === 'refused') return this.#refuse(gathered);
    const head = readRequestHead(gathered.text, this.#limits);
    if ('kind' in head) return this.#refuse(this.#gatherer.firstFault(gathered.text, head));
    this.#emptyLine = 'may-come';
    return { kind: 'head', head, rest: gathered.rest };
  }

  #refuse(refusal: Refused): Refused {
    this.#refused = refusal;
    return refusal;
  }

  /** @returns what is left of the chunk once the empty line is passed over; a CR may be all that is in of that. */
  #afterEmptyLine(chunk: Buffer): Buffer {
    if (this.#emptyLine === 'came' || this.#gatherer.heldBytes > 0) return chunk;
    if (this.#emptyLine === 'may-come') {
      if (chunk[0] !== carriageReturn) return chunk;
      this.#emptyLine = 'half';
      return this.#afterEmptyLine(chunk.subarray(1));
    }
    if (chunk.length === 0) return chunk;
    this.#emptyLine = 'came';
    return chunk[0] === lineFeed ? chunk.subarray(1) : Buffer.concat([loneReturn, chunk]);
  }
}

const loneReturn = Buffer.from('\r');

/** The heads of the answers of one connection, one after the other; those of interim answers (1xx) among them. */
export class ResponseHeadReader {
  readonly #limits: HeadLimits;
  readonly #gatherer: HeadGatherer;
  #refused: Refused | undefined;

  constructor(limits: HeadLimits) {
    this.#limits = limits;
    this.#gatherer = new HeadGatherer(limits.maxBytes, statusLine);
  }

  /** @param requestMethod of the request that the answer is to. */
  read(chunk: Buffer, requestMethod: string): HeadProgress<ResponseHead> {
    if (this.#refused !== undefined) return this.#refused;
    if (chunk.length === 0) return more;
    const gathered = this.#gatherer.read(chunk);
    if (gathered.kind === 'more') return gathered;
    if (gathered.kind === 'refused') return this.#refuse(gathered);
    const head = readResponseHead(gathered.text, this.#limits, requestMethod);
    if ('kind' in head) return this.#refuse(this.#gatherer.firstFault(gathered.text, head));
    return { kind: 'head', head, rest: gathered.rest };
  }

  #refuse(refusal: Refused): Refused {
    this.#refused = refusal;
    return refusal;
  }
}

function requestLineWithin({ maxTargetBytes }: HeadLimits): FirstLine {
  return {
    check(text) {
      const line = readRequestLine(text, maxTargetBytes);
      return line.kind === 'refused' ? line.refusal : undefined;
    },
    whenTooLong: { status: 414, reason: 'request-line-too-long' },
  };
}

const statusLine: FirstLine = {
  check(text) {
    const line = readStatusLine(text);
    return line.kind === 'refused' ? line.refusal : undefined;
  },
  whenTooLong: { status: 400, reason: 'status-line-too-long' },
};

function readRequestHead(text: string, limits: HeadLimits): RequestHead | Refused {
  const line = readRequestLine(text, limits.maxTargetBytes);
  if (line.kind === 'refused') return line;
  const lines = readFieldLines(text, line.next, limits.maxFields);
  if (lines.kind === 'refused') return lines;
  const host = hostOf(line, lines);
  if (typeof host !== 'string') return host;
  const { method, target, minorVersion } = line;
  const { fields, deciding } = lines;
  const framing = requestFraming(deciding, minorVersion);
  if (framing.kind === 'refused') return framing;
  const options = connectionOptions(deciding.connection);
  if (options.kind === 'refused') return options;
  const { expect } = deciding;
  if (expect !== undefined && expect.toLowerCase() !== '100-continue') return refused(417, 'unknown-expectation');
  return {
    method,
    target,
    host,
    minorVersion,
    fields,
    framing,
    keepAlive: staysOpen(options, minorVersion),
    // Of HTTP/1.0 it is ignored, and without a body there is nothing to wait with (RFC 9110 section 10.1.1).
    expectsContinue: expect !== undefined && minorVersion === 1 && framing.kind !== 'none',
  };
}

/** RFC 9112 section 3.2. A target that names another host than `Host` would replace it; we take no message that has two. */
function hostOf(line: RequestLine, { deciding: { host } }: FieldLines): string | Refused {
  if (host === undefined) {
    return line.minorVersion === 0 ? (line.authority ?? '') : refused(400, 'no-host');
  }
  if (!isAuthority(host)) return refused(400, 'bad-host');
  const isOther = line.authority !== undefined && line.authority.toLowerCase() !== host.toLowerCase();
  return isOther ? refused(400, 'target-names-another-host') : host;
}

function readResponseHead(text: string, limits: HeadLimits, requestMethod: string): ResponseHead | Refused {
  const line = readStatusLine(text);
  if (line.kind === 'refused') return line;
  const lines = readFieldLines(text, line.next, limits.maxFields);
  if (lines.kind === 'refused') return lines;
  const { status, reason, minorVersion } = line;
  const { fields, deciding } = lines;
  const framing = responseFraming(deciding, minorVersion, status, requestMethod);
  if (framing.kind === 'refused') return framing;
  const options = connectionOptions(deciding.connection);
  if (options.kind === 'refused') return options;
  const keepAlive = framing.kind !== 'until-close' && staysOpen(options, minorVersion);
  return { status, reason, minorVersion, fields, framing, keepAlive };
}

/** RFC 9112 section 9.3. */
function staysOpen(options: { readonly close: boolean; readonly keepAlive: boolean }, minorVersion: 0 | 1): boolean {
  return !options.close && (minorVersion === 1 || options.keepAlive);
}
