/** The first line of an answer (RFC 9112 section 4). */
import { carriageReturn, endOfRun, isDigits, lineFeed, space, valueBytes } from './characters.ts';
import type { Refused } from './refusal.ts';
import { refused } from './refusal.ts';

export interface StatusLine {
  readonly kind: 'status-line';
  readonly minorVersion: 0 | 1;
  readonly status: number;
  readonly reason: string;
  /** Where the next line begins. */
  readonly next: number;
}

const versionBytes = 'HTTP/1.1 '.length;
const statusEnd = versionBytes + 3;

/** The space after the status may be missing where no reason follows: many servers leave it out, and nothing hangs on it. */
export function readStatusLine(text: string): StatusLine | Refused {
  const version = text.slice(0, versionBytes);
  if (version !== 'HTTP/1.1 ' && version !== 'HTTP/1.0 ') return refused(400, 'bad-version');
  const digits = text.slice(versionBytes, statusEnd);
  const status = Number(digits);
  if (!isDigits(digits) || status < 100 || status > 599) return refused(400, 'bad-status');
  // Nothing we pass on asks for another protocol: what came after this answer could not be read.
  if (status === 101) return refused(400, 'protocol-switched-unasked');
  const hasReason = text.charCodeAt(statusEnd) === space;
  const end = hasReason ? endOfRun(text, statusEnd + 1, valueBytes) : statusEnd;
  if (text.charCodeAt(end) !== carriageReturn || text.charCodeAt(end + 1) !== lineFeed)
    return refused(400, 'bad-reason');
  const reason = hasReason ? text.slice(statusEnd + 1, end) : '';
  return { kind: 'status-line', minorVersion: version === 'HTTP/1.1 ' ? 1 : 0, status, reason, next: end + 2 };
}
