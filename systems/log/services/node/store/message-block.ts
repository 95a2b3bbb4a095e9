/**
 * Messages that came into the store together, as one record of it:
 *
 *     0   f64  position: what the mode counts its log by (raft: the index of the entry)
 *     8   f64  id of the first message
 *     16  u32  how many messages
 *     20  u32  length of the keys; 0 where no message has one
 *     24  …    the keys: a JSON array, a text or null each
 *         …    a JSON array, a message each
 *
 * The header is read without the rest, so that finding a message by its id costs no parsing of others; and the keys without
 * the messages, since a node that starts needs a million of them. Numbers are little-endian.
 */
import type { Message } from '../../../model/message.ts';

/** A message with what the log keeps beside it. */
export interface StoredMessage extends Message {
  /** The client's own name for it; absent where the client gave none. */
  readonly idempotencyKey?: string;
}

/** What can be said of a block without reading its messages. */
export interface BlockHeader {
  readonly position: number;
  readonly firstId: number;
  readonly count: number;
}

/** A message in a block; its id follows from its place, and its key stands with the others'. */
type Row = readonly [
  content: string,
  lamportTimestamp: number,
  nodeId: number,
  physicalTimestamp: number,
  term: number,
];

/** Stands in each file of the store, and counts up when the bytes of a block change. */
export const blockFormatVersion = 2;

const headerBytes = 24;
const noBytes = Buffer.alloc(0);

/** The bytes of messages whose ids follow each other; at least one. */
export function encodeBlock(position: number, messages: readonly StoredMessage[]): Buffer {
  const keys = encodeKeys(messages);
  const body = JSON.stringify(messages.map(rowOf));
  const bytes = Buffer.allocUnsafe(headerBytes + keys.length + Buffer.byteLength(body));
  bytes.writeDoubleLE(position, 0);
  bytes.writeDoubleLE(messages[0]?.id ?? 0, 8);
  bytes.writeUInt32LE(messages.length, 16);
  bytes.writeUInt32LE(keys.length, 20);
  keys.copy(bytes, headerBytes);
  bytes.write(body, headerBytes + keys.length);
  return bytes;
}

function encodeKeys(messages: readonly StoredMessage[]): Buffer {
  if (messages.every(({ idempotencyKey }) => idempotencyKey === undefined)) return noBytes;
  return Buffer.from(JSON.stringify(messages.map(({ idempotencyKey = null }) => idempotencyKey)));
}

/** The header alone; undefined where the bytes are too short for one. */
export function readBlockHeader(bytes: Buffer): BlockHeader | undefined {
  if (bytes.length < headerBytes) return undefined;
  return {
    position: bytes.readDoubleLE(0),
    firstId: bytes.readDoubleLE(8),
    count: bytes.readUInt32LE(16),
  };
}

/** The key of each message of a block, null where it has none; nothing at all where no message has one. */
export function readBlockKeys(bytes: Buffer): readonly (string | null)[] {
  const end = rowsStart(bytes);
  return end === headerBytes ? [] : JSON.parse(bytes.toString('utf8', headerBytes, end));
}

function rowsStart(bytes: Buffer): number {
  return headerBytes + bytes.readUInt32LE(20);
}

/** The messages of a block. What is read is not examined: the store wrote it, and a checksum guards it. */
export function decodeBlock(bytes: Buffer): StoredMessage[] {
  const rows: readonly Row[] = JSON.parse(bytes.toString('utf8', rowsStart(bytes)));
  const keys = readBlockKeys(bytes);
  const firstId = bytes.readDoubleLE(8);
  return rows.map((row, place) => messageOf(row, firstId + place, keys[place] ?? undefined));
}

function rowOf(message: StoredMessage): Row {
  const { content, lamportTimestamp, nodeId, physicalTimestamp, term } = message;
  return [content, lamportTimestamp, nodeId, physicalTimestamp, term];
}

function messageOf(
  [content, lamportTimestamp, nodeId, physicalTimestamp, term]: Row,
  id: number,
  key: string | undefined,
): StoredMessage {
  const message = { id, content, lamportTimestamp, nodeId, physicalTimestamp, term };
  return key === undefined ? message : { ...message, idempotencyKey: key };
}
