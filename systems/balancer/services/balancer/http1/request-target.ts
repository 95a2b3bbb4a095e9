/** The four forms of a target (RFC 9112 section 3.2) and the authority that two of them name (RFC 3986 section 3.2). */
import { addressBytes, colon, endOfRun, hostBytes, isDigits } from './characters.ts';
import type { Refused } from './refusal.ts';
import { refused } from './refusal.ts';

/** What a target says: where on the host, and, where it is in absolute form, which host. */
export interface Target {
  readonly kind: 'target';
  /** In origin form; `*` where `OPTIONS` asks about the server as a whole. */
  readonly target: string;
  readonly authority: string | undefined;
}

const slash = 0x2f;
const scheme = 'http://';

/** @param text of characters that may stand in a target. */
export function targetOf(text: string, method: string): Target | Refused {
  if (text.charCodeAt(0) === slash) return { kind: 'target', target: text, authority: undefined };
  if (text === '*') {
    if (method !== 'OPTIONS') return refused(400, 'asterisk-target');
    return { kind: 'target', target: text, authority: undefined };
  }
  if (text.slice(0, scheme.length).toLowerCase() !== scheme) return refused(400, 'bad-target');
  const pathStart = text.slice(scheme.length).search(/[/?]/);
  const end = pathStart === -1 ? text.length : scheme.length + pathStart;
  const authority = text.slice(scheme.length, end);
  if (!isAuthority(authority)) return refused(400, 'bad-target');
  return { kind: 'target', target: originForm(text.slice(end), method), authority };
}

/** RFC 9112 section 3.2.4: `OPTIONS http://host` asks the last one about `*`. */
function originForm(pathAndQuery: string, method: string): string {
  if (pathAndQuery === '') return method === 'OPTIONS' ? '*' : '/';
  return pathAndQuery.charCodeAt(0) === slash ? pathAndQuery : `/${pathAndQuery}`;
}

/** A host and perhaps a port: no user, no list, no escapes. Empty is none. */
export function isAuthority(text: string): boolean {
  const hostEnd = text.startsWith('[') ? endOfAddress(text) : endOfRun(text, 0, hostBytes);
  if (hostEnd <= 0) return false;
  if (hostEnd === text.length) return true;
  if (text.charCodeAt(hostEnd) !== colon) return false;
  const port = text.slice(hostEnd + 1);
  return port === '' || (port.length <= 5 && isDigits(port) && Number(port) <= 65_535);
}

/** @returns the place after the closing bracket; -1 where there is none, or nothing between the two. */
function endOfAddress(text: string): number {
  const end = endOfRun(text, 1, addressBytes);
  return end > 1 && text.charAt(end) === ']' ? end + 1 : -1;
}
