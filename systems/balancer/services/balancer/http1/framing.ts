/**
 * How a body ends (RFC 9112 section 6.3), from the two fields that say so. Whatever leaves room for a second opinion is
 * refused: two readers of one connection that differ here are what request smuggling is made of (C. Linhart, A. Klein,
 * R. Heled and S. Orrin, "HTTP Request Smuggling", 2005; J. Kettle, "HTTP Desync Attacks", 2019).
 */
import { isDigits } from './characters.ts';
import type { DecidingFields } from './field-lines.ts';
import type { BodyFraming } from './message-head.ts';
import type { Refused } from './refusal.ts';
import { refused } from './refusal.ts';

type Deciding = Readonly<Pick<DecidingFields, 'contentLength' | 'transferEncoding'>>;

const none: BodyFraming = { kind: 'none' };
const chunked: BodyFraming = { kind: 'chunked' };
const untilClose: BodyFraming = { kind: 'until-close' };

/** A length of 0 is no body. */
export function requestFraming(deciding: Deciding, minorVersion: 0 | 1): BodyFraming | Refused {
  return declaredFraming(deciding, minorVersion) ?? none;
}

/** @param requestMethod of the request that is answered: an answer to `HEAD` has no body, whatever its head says. */
export function responseFraming(
  deciding: Deciding,
  minorVersion: 0 | 1,
  status: number,
  requestMethod: string,
): BodyFraming | Refused {
  const declared = declaredFraming(deciding, minorVersion);
  if (declared?.kind === 'refused') return declared;
  if (status < 200 || status === 204) {
    const hasBody = declared !== undefined && declared.kind !== 'none';
    return hasBody ? refused(400, 'body-where-none-may-be') : none;
  }
  if (status === 304 || requestMethod === 'HEAD') return none;
  return declared ?? untilClose;
}

/** @returns undefined where neither field is there. */
function declaredFraming(deciding: Deciding, minorVersion: 0 | 1): BodyFraming | Refused | undefined {
  const { contentLength, transferEncoding } = deciding;
  if (transferEncoding !== undefined) {
    if (contentLength !== undefined) return refused(400, 'content-length-with-transfer-encoding');
    if (minorVersion === 0) return refused(400, 'transfer-encoding-in-http-1.0');
    if (transferEncoding.toLowerCase() === 'chunked') return chunked;
    return isKnownCoding(transferEncoding) ? refused(501, 'transfer-coding') : refused(400, 'bad-transfer-encoding');
  }
  return contentLength === undefined ? undefined : lengthFraming(contentLength);
}

function lengthFraming(value: string): BodyFraming | Refused {
  if (value === '0') return none;
  const bytes = Number(value);
  if (!isDigits(value) || value.startsWith('0') || bytes > Number.MAX_SAFE_INTEGER) {
    return refused(400, 'bad-content-length');
  }
  return { kind: 'length', bytes };
}

/** Whether the codings are registered ones, `chunked` last: right, but nothing that we undo (RFC 9112 section 7). */
function isKnownCoding(value: string): boolean {
  return /^(?:(?:x-)?(?:gzip|compress)|deflate)(?:[ \t]*,[ \t]*(?:(?:x-)?(?:gzip|compress)|deflate))*(?:[ \t]*,[ \t]*chunked)?$/i.test(
    value,
  );
}
