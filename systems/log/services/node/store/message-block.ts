/**
 * Messages that came into the store together, as one record of it:
 *
 *     0   f64  position: what the mode counts its log by (raft: the index of the entry)
 *     8   f64  id of the first message
 *     16  u32  how many messages
 *     20  u8   1 where any of them has a key
 *     21  …    a JSON array, a message each
 *
 * The header is read without the rest, so that finding a message by its id costs no parsing of others. Numbers are
 * little-endian.
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
  readonly hasKeys: boolean;
}

/** A message in a block; its id follows from its place. */
type Row = readonly [
  content: string,
  lamportTimestamp: number,
  nodeId: number,
  physicalTimestamp: number,
  term: number,
  key?: string,
];

const headerBytes = 21;

/** The bytes of messages whose ids follow each other; at least one. */
export function encodeBlock(position: number, messages: readonly StoredMessage[]): Buffer {
  const rows = messages.map(rowOf);
  const body = JSON.stringify(rows);
  const bytes = Buffer.allocUnsafe(headerBytes + Buffer.byteLength(body));
  bytes.writeDoubleLE(position, 0);
  bytes.writeDoubleLE(messages[0]?.id ?? 0, 8);
  bytes.writeUInt32LE(messages.length, 16);
  bytes.writeUInt8(messages.some(({ idempotencyKey }) => idempotencyKey !== undefined) ? 1 : 0, 20);
  bytes.write(body, headerBytes);
  return bytes;
}

/** The header alone; undefined where the bytes are too short for one. */
export function readBlockHeader(bytes: Buffer): BlockHeader | undefined {
  if (bytes.length < headerBytes) return undefined;
  return {
    position: bytes.readDoubleLE(0),
    firstId: bytes.readDoubleLE(8),
    count: bytes.readUInt32LE(16),
    hasKeys: bytes.readUInt8(20) !== 0,
  };
}

/** The messages of a block. What is read is not examined: the store wrote it, and a checksum guards it. */
export function decodeBlock(bytes: Buffer): StoredMessage[] {
  const rows: readonly Row[] = JSON.parse(bytes.toString('utf8', headerBytes));
  const firstId = bytes.readDoubleLE(8);
  return rows.map((row, place) => messageOf(row, firstId + place));
}

function rowOf(message: StoredMessage): Row {
  const { content, lamportTimestamp, nodeId, physicalTimestamp, term, idempotencyKey } = message;
  if (idempotencyKey === undefined) return [content, lamportTimestamp, nodeId, physicalTimestamp, term];
  return [content, lamportTimestamp, nodeId, physicalTimestamp, term, idempotencyKey];
}

function messageOf([content, lamportTimestamp, nodeId, physicalTimestamp, term, key]: Row, id: number): StoredMessage {
  const message = { id, content, lamportTimestamp, nodeId, physicalTimestamp, term };
  return key === undefined ? message : { ...message, idempotencyKey: key };
}
