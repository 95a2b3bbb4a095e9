/** Which bytes may stand where in a head: a table each, 1 where the byte may (RFC 9110 section 5, RFC 9112 sections 3 and 5). */

const tab = 0x09;
/** LF. */
export const lineFeed = 0x0a;
/** CR. */
export const carriageReturn = 0x0d;
/** SP. */
export const space = 0x20;
/** Ends a field name. */
export const colon = 0x3a;
/** Begins the extension of a chunk. */
export const semicolon = 0x3b;

const digits = '0123456789';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Of names and methods: `tchar` of RFC 9110 section 5.6.2. */
export const tokenBytes = tableOf((byte) => `!#$%&'*+-.^_\`|~${digits}${letters}`.includes(charOf(byte)));

/** Of field values and reason phrases: visible, space, tab and what is beyond ASCII, which stays opaque (RFC 9110 section 5.5). */
export const valueBytes = tableOf((byte) => byte === tab || (byte >= space && byte !== 0x7f));

/**
 * Of targets: visible ASCII without what RFC 3986 allows nowhere and others read as an end or as a slash. `^`, backtick,
 * `{`, `|` and `}` are not allowed either, but browsers send them as they are, and nobody takes them for anything else.
 */
export const targetBytes = tableOf((byte) => byte > space && byte < 0x7f && !'"#<>\\'.includes(charOf(byte)));

/** Of the name of a host, without commas, percent signs and what else only the general grammar of URIs allows. */
export const hostBytes = tableOf((byte) => `-._~${digits}${letters}`.includes(charOf(byte)));

/** Of an address of IP version 6, between its brackets. */
export const addressBytes = tableOf((byte) => `${digits}ABCDEFabcdef:.`.includes(charOf(byte)));

/** Of the extensions of a chunk: visible ASCII, space and tab. */
export const extensionBytes = tableOf((byte) => byte === tab || (byte >= space && byte < 0x7f));

/** @returns the first place from `from` on where a character is not of the table; the length of the text where all are. */
export function endOfRun(text: string, from: number, table: Uint8Array): number {
  let at = from;
  while (table[text.charCodeAt(at)] === 1) at += 1;
  return at;
}

/** Space and tab: the only white space there is within a line (RFC 9110 section 5.6.3). */
export function isWhiteSpace(code: number): boolean {
  return code === space || code === tab;
}

/** @returns whether the text is not empty and made of digits. */
export function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return text !== '';
}

function tableOf(isIn: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (isIn(byte) ? 1 : 0));
}

function charOf(byte: number): string {
  return String.fromCharCode(byte);
}
