/** The first line of a request (RFC 9112 section 3). */
import { endOfRun, space, targetBytes, tokenBytes } from './characters.ts';
import type { Refused } from './refusal.ts';
import { refused } from './refusal.ts';
import { targetOf } from './request-target.ts';

export interface RequestLine {
  readonly kind: 'request-line';
  readonly method: string;
  readonly target: string;
  /** Who is asked, where the target says so. */
  readonly authority: string | undefined;
  readonly minorVersion: 0 | 1;
  /** Where the next line begins. */
  readonly next: number;
}

const versionAndEnd = 'HTTP/1.1\r\n';
const maxMethodBytes = 32;

export function readRequestLine(text: string, maxTargetBytes: number): RequestLine | Refused {
  const methodEnd = endOfRun(text, 0, tokenBytes);
  if (methodEnd === 0 || text.charCodeAt(methodEnd) !== space) return refused(400, 'bad-method');
  const targetStart = methodEnd + 1;
  const targetEnd = endOfRun(text, targetStart, targetBytes);
  if (targetEnd - targetStart > maxTargetBytes) return refused(414, 'target-too-long');
  if (targetEnd === targetStart || text.charCodeAt(targetEnd) !== space) return refused(400, 'bad-target');
  const next = targetEnd + 1 + versionAndEnd.length;
  const minorVersion = minorVersionOf(text.slice(targetEnd + 1, next));
  if (typeof minorVersion !== 'number') return minorVersion;
  const method = text.slice(0, methodEnd);
  const unwanted = methodFault(method);
  if (unwanted !== undefined) return unwanted;
  const form = targetOf(text.slice(targetStart, targetEnd), method);
  if (form.kind === 'refused') return form;
  return { kind: 'request-line', method, target: form.target, authority: form.authority, minorVersion, next };
}

/** @param text the version with the end of the line, and nothing else. */
function minorVersionOf(text: string): 0 | 1 | Refused {
  if (text === versionAndEnd) return 1;
  if (text === 'HTTP/1.0\r\n') return 0;
  return /^HTTP\/[0-9]\.[0-9]\r\n$/.test(text) ? refused(505, 'unknown-version') : refused(400, 'bad-version');
}

/**
 * Unknown methods are passed on. Not those in lower case: no registered one is, and there are servers that take `get` for
 * `GET` where we would not.
 */
function methodFault(method: string): Refused | undefined {
  if (method === 'CONNECT') return refused(501, 'connect');
  if (method === 'TRACE') return refused(405, 'trace');
  if (method === 'PRI') return refused(501, 'http2-preface');
  if (method.length > maxMethodBytes) return refused(501, 'method-too-long');
  return isWithoutLowerCase(method) ? undefined : refused(501, 'method-in-lower-case');
}

function isWithoutLowerCase(method: string): boolean {
  for (let at = 0; at < method.length; at += 1) {
    const code = method.charCodeAt(at);
    if (code >= 0x61 && code <= 0x7a) return false;
  }
  return true;
}
