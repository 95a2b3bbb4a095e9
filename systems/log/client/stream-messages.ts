/**
 * What a client and a node tell each other once a connection has been upgraded to `temblor-log/1`, in the frames that nodes
 * use among themselves (`@temblor/host/transport/frame`: length, checksum, type, payload):
 *
 *     node   → client   welcome    standing
 *     client → node     message    one append after the other
 *     node   → client   message    one answer after the other, in any order
 *     client → node     ping
 *     node   → client   pong       standing
 *
 *     standing   u32 node · u32 leader (0: none) · u32 window: appends that may be under way at once
 *     append     u32 request · u16 length of the key (0: none) · u32 length of the content · key · content
 *     answer     u32 request · u8 kind · u64 id · u64 Lamport timestamp       kinds 0 appended, 1 repeated
 *                u32 request · u8 kind · u32 leader (0: none)                 kind 2 not the leader
 *                u32 request · u8 kind · u16 length of the text · text        kinds 3 busy, 4 unknown, 5 refused
 *
 * Numbers are little-endian, texts UTF-8. A request's number is the client's own, and means nothing beyond its connection.
 */
import { isUtf8 } from 'node:buffer';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { longestContentBytes } from '../model/message.ts';

/** The name and version of the protocol, for the header `Upgrade`. */
export const streamProtocol = 'temblor-log/1';
/** What is asked for with `GET`, to be upgraded. */
export const streamPath = '/messages/stream';

/** Many appends are one frame, up to about so many bytes. */
export const batchBytes = 65_536;
/** The longest payload of a frame: a batch that wanted one byte to be full, and then the longest content. */
export const maximumPayloadBytes = batchBytes + 2 * longestContentBytes;

/** Where the node that was turned to stands, and what it takes. */
export interface StreamStanding {
  readonly node: number;
  readonly leader: number | undefined;
  readonly window: number;
}

export interface StreamAppend {
  readonly request: number;
  /** The client's own name for the message; undefined: none, and what became of it may stay unknown. */
  readonly key: string | undefined;
  readonly content: string;
}

export type StreamOutcome =
  | {
      readonly kind: 'appended';
      readonly id: number;
      readonly lamportTimestamp: number;
      /** The message was there already, under the same key. */
      readonly repeated: boolean;
    }
  | { readonly kind: 'not-leader'; readonly leader: number | undefined }
  /** `busy`: nothing was appended. `unknown`: it may have been. `refused`: it cannot be, as it is. */
  | { readonly kind: 'busy' | 'unknown' | 'refused'; readonly reason: string };

export interface StreamAnswer {
  readonly request: number;
  readonly outcome: StreamOutcome;
}

const standingBytes = 12;
const appendHeadBytes = 10;
const answerHeadBytes = 5;
const kinds = ['appended', 'repeated', 'not-leader', 'busy', 'unknown', 'refused'] as const;
const twoTo32 = 2 ** 32;

/** The payload of a `welcome` or a `pong`. */
export function encodeStanding({ node, leader = 0, window }: StreamStanding): Buffer {
  const bytes = Buffer.allocUnsafe(standingBytes);
  bytes.writeUInt32LE(node, 0);
  bytes.writeUInt32LE(leader, 4);
  bytes.writeUInt32LE(window, 8);
  return bytes;
}

/** What `encodeStanding` wrote. @throws `bad-frame`, as all that decode. */
export function decodeStanding(bytes: Buffer): StreamStanding {
  if (bytes.length !== standingBytes) throw badPayload('a standing has another length');
  return {
    node: bytes.readUInt32LE(0),
    leader: leaderOf(bytes.readUInt32LE(4)),
    window: bytes.readUInt32LE(8),
  };
}

/** How many bytes an append takes. */
export function appendLength({ key = '', content }: StreamAppend): number {
  return appendHeadBytes + Buffer.byteLength(key) + Buffer.byteLength(content);
}

/** The payload of a client's `message`. */
export function encodeAppends(appends: readonly StreamAppend[]): Buffer {
  const bytes = Buffer.allocUnsafe(appends.reduce((sum, append) => sum + appendLength(append), 0));
  let at = 0;
  for (const { request, key = '', content } of appends) {
    const keyLength = bytes.write(key, at + appendHeadBytes);
    const contentLength = bytes.write(content, at + appendHeadBytes + keyLength);
    bytes.writeUInt32LE(request, at);
    bytes.writeUInt16LE(keyLength, at + 4);
    bytes.writeUInt32LE(contentLength, at + 6);
    at += appendHeadBytes + keyLength + contentLength;
  }
  return bytes;
}

/** What `encodeAppends` wrote. */
export function decodeAppends(bytes: Buffer): StreamAppend[] {
  const appends: StreamAppend[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + appendHeadBytes > bytes.length) throw badPayload('an append is cut off');
    const keyAt = at + appendHeadBytes;
    const contentAt = keyAt + bytes.readUInt16LE(at + 4);
    const end = contentAt + bytes.readUInt32LE(at + 6);
    const key = contentAt === keyAt ? undefined : textOf(bytes, keyAt, contentAt);
    appends.push({ request: bytes.readUInt32LE(at), key, content: textOf(bytes, contentAt, end) });
    at = end;
  }
  return appends;
}

/** The payload of a node's `message`. */
export function encodeAnswers(answers: readonly StreamAnswer[]): Buffer {
  const bytes = Buffer.allocUnsafe(answers.reduce((sum, { outcome }) => sum + answerLength(outcome), 0));
  let at = 0;
  for (const { request, outcome } of answers) {
    bytes.writeUInt32LE(request, at);
    writeOutcome(bytes, at + 4, outcome);
    at += answerLength(outcome);
  }
  return bytes;
}

function answerLength(outcome: StreamOutcome): number {
  if (outcome.kind === 'appended') return answerHeadBytes + 16;
  if (outcome.kind === 'not-leader') return answerHeadBytes + 4;
  return answerHeadBytes + 2 + Buffer.byteLength(outcome.reason);
}

function writeOutcome(bytes: Buffer, at: number, outcome: StreamOutcome): void {
  switch (outcome.kind) {
    case 'appended':
      bytes.writeUInt8(kinds.indexOf(outcome.repeated ? 'repeated' : 'appended'), at);
      writeUInt64(bytes, at + 1, outcome.id);
      writeUInt64(bytes, at + 9, outcome.lamportTimestamp);
      return;
    case 'not-leader':
      bytes.writeUInt8(kinds.indexOf('not-leader'), at);
      bytes.writeUInt32LE(outcome.leader ?? 0, at + 1);
      return;
    case 'busy':
    case 'unknown':
    case 'refused':
      bytes.writeUInt8(kinds.indexOf(outcome.kind), at);
      bytes.writeUInt16LE(bytes.write(outcome.reason, at + 3), at + 1);
      return;
    default:
      outcome satisfies never;
  }
}

/** What `encodeAnswers` wrote. */
export function decodeAnswers(bytes: Buffer): StreamAnswer[] {
  const answers: StreamAnswer[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + answerHeadBytes + 2 > bytes.length) throw badPayload('an answer is cut off');
    const request = bytes.readUInt32LE(at);
    const outcome = readOutcome(bytes, at + 4);
    answers.push({ request, outcome });
    at += answerLength(outcome);
  }
  return answers;
}

function readOutcome(bytes: Buffer, at: number): StreamOutcome {
  const kind = kinds[bytes.readUInt8(at)];
  switch (kind) {
    case 'appended':
    case 'repeated':
      if (at + 17 > bytes.length) throw badPayload('an answer is cut off');
      return {
        kind: 'appended',
        id: readUInt64(bytes, at + 1),
        lamportTimestamp: readUInt64(bytes, at + 9),
        repeated: kind === 'repeated',
      };
    case 'not-leader':
      if (at + 5 > bytes.length) throw badPayload('an answer is cut off');
      return { kind, leader: leaderOf(bytes.readUInt32LE(at + 1)) };
    case 'busy':
    case 'unknown':
    case 'refused':
      return { kind, reason: textOf(bytes, at + 3, at + 3 + bytes.readUInt16LE(at + 1)) };
    case undefined:
      throw badPayload('the kind of an answer is not known');
    default:
      return kind satisfies never;
  }
}

function leaderOf(number: number): number | undefined {
  return number === 0 ? undefined : number;
}

function textOf(bytes: Buffer, from: number, to: number): string {
  if (to > bytes.length) throw badPayload('a text is cut off');
  if (!isUtf8(bytes.subarray(from, to))) throw badPayload('a text is not UTF-8');
  return bytes.toString('utf8', from, to);
}

function writeUInt64(bytes: Buffer, at: number, value: number): void {
  bytes.writeUInt32LE(value % twoTo32, at);
  bytes.writeUInt32LE(Math.floor(value / twoTo32), at + 4);
}

function readUInt64(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at + 4) * twoTo32 + bytes.readUInt32LE(at);
}

function badPayload(why: string): TemblorError {
  return new TemblorError('bad-frame', `what a frame of ${streamProtocol} carries is of no use: ${why}`, {
    hint: 'see whether the other end speaks this protocol',
  });
}
