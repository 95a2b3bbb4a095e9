/** The field lines of a head, or of the trailers of a chunked body (RFC 9112 section 5). */
import { carriageReturn, colon, endOfRun, isWhiteSpace, lineFeed, tokenBytes, valueBytes } from './characters.ts';
import { roleOf } from './field-roles.ts';
import type { Fields } from './message-head.ts';
import type { Refused } from './refusal.ts';
import { refused } from './refusal.ts';

/** The fields that decide what becomes of a message; absent where it has none. */
export interface DecidingFields {
  host: string | undefined;
  contentLength: string | undefined;
  transferEncoding: string | undefined;
  expect: string | undefined;
  /** All fields `Connection` as one list. */
  connection: string | undefined;
}

export interface FieldLines {
  readonly kind: 'fields';
  readonly fields: Fields;
  readonly deciding: Readonly<DecidingFields>;
}

/**
 * @param text a head that ends with the first empty line in it.
 * @param from where its first field line begins.
 */
export function readFieldLines(text: string, from: number, maxFields: number): FieldLines | Refused {
  const fields: string[] = [];
  const deciding: DecidingFields = {
    host: undefined,
    contentLength: undefined,
    transferEncoding: undefined,
    expect: undefined,
    connection: undefined,
  };
  let at = from;
  while (text.charCodeAt(at) !== carriageReturn) {
    const nameEnd = endOfRun(text, at, tokenBytes);
    if (nameEnd === at || text.charCodeAt(nameEnd) !== colon) return refused(400, faultOfName(text, at, nameEnd));
    const name = text.slice(at, nameEnd);
    let valueStart = nameEnd + 1;
    while (isWhiteSpace(text.charCodeAt(valueStart))) valueStart += 1;
    at = endOfRun(text, valueStart, valueBytes);
    let valueEnd = at;
    while (valueEnd > valueStart && isWhiteSpace(text.charCodeAt(valueEnd - 1))) valueEnd -= 1;
    if (!isLineEnd(text, at)) return refused(400, 'bad-field-value');
    const value = text.slice(valueStart, valueEnd);
    if (fields.length === 2 * maxFields) return refused(431, 'too-many-fields');
    fields.push(name, value);
    const repeated = note(deciding, name, value);
    if (repeated !== undefined) return repeated;
    at += 2;
  }
  return isLineEnd(text, at) ? { kind: 'fields', fields, deciding } : refused(400, 'bare-line-break');
}

/** Keeps what decides. Two fields of one meaning are two opinions: both sides of an attack would pick their own. */
function note(deciding: DecidingFields, name: string, value: string): Refused | undefined {
  switch (roleOf(name)) {
    case 'host':
      if (deciding.host !== undefined) return refused(400, 'repeated-host');
      deciding.host = value;
      return undefined;
    case 'content-length':
      if (deciding.contentLength !== undefined) return refused(400, 'repeated-content-length');
      deciding.contentLength = value;
      return undefined;
    case 'transfer-encoding':
      if (deciding.transferEncoding !== undefined) return refused(400, 'repeated-transfer-encoding');
      deciding.transferEncoding = value;
      return undefined;
    case 'expect':
      if (deciding.expect !== undefined) return refused(417, 'repeated-expect');
      deciding.expect = value;
      return undefined;
    case 'connection':
      deciding.connection = deciding.connection === undefined ? value : `${deciding.connection},${value}`;
      return undefined;
    default:
      return undefined;
  }
}

function faultOfName(text: string, start: number, end: number): string {
  if (isWhiteSpace(text.charCodeAt(start))) return 'folded-line';
  if (isWhiteSpace(text.charCodeAt(end))) return 'white-space-before-colon';
  return start === end && text.charCodeAt(end) === colon ? 'empty-field-name' : 'bad-field-name';
}

function isLineEnd(text: string, at: number): boolean {
  return text.charCodeAt(at) === carriageReturn && text.charCodeAt(at + 1) === lineFeed;
}
