/**
 * Messages that came into the store together, as one record of it:
 *
 *     0   f64  position: what the mode counts its log by (raft: the index of the entry)
 *     8   f64  id of the first message
 *     16  u32  how many messages
 *     20  u32  length of the digests; 0 where no message has one
 *     24  …    the digests of keys, 16 bytes a message; zeros where it has none
 *         …    a JSON array, a message each
 *
 * The header is read without the rest, so that finding a message by its id costs no parsing of others; and the digests
 * without the messages, since a node that starts needs a million of them. Numbers are little-endian.
 */
import type { Message } from '../../../model/message.ts';
import { digestBytes } from './key-digest.ts';

/** A message with what the log keeps beside it. */
export interface StoredMessage extends Message {
  /** Of the client's own name for it, by `digestOf`; absent where the client gave none. */
  readonly keyDigest?: string;
}

/** What can be said of a block without reading its messages. */
export interface BlockHeader {
  readonly position: number;
  readonly firstId: number;
  readonly count: number;
}

/** A message in a block; its id follows from its place, and its digest stands with the others'. */
type Row = readonly [
  content: string,
  lamportTimestamp: number,
  nodeId: number,
  physicalTimestamp: number,
  term: number,
];

/** Stands in each file of the store, and counts up when the bytes of a block change. */
export const blockFormatVersion = 3;

/** Bytes before the digests. */
export const blockHeaderBytes = 24;
const noBytes = Buffer.alloc(0);
const noDigest = '\0'.repeat(digestBytes);

/** The bytes of messages whose ids follow each other; at least one. */
export function encodeBlock(position: number, messages: readonly StoredMessage[]): Buffer {
  const digests = encodeDigests(messages);
  const body = JSON.stringify(messages.map(rowOf));
  const bytes = Buffer.allocUnsafe(blockHeaderBytes + digests.length + Buffer.byteLength(body));
  bytes.writeDoubleLE(position, 0);
  bytes.writeDoubleLE(messages[0]?.id ?? 0, 8);
  bytes.writeUInt32LE(messages.length, 16);
  bytes.writeUInt32LE(digests.length, 20);
  digests.copy(bytes, blockHeaderBytes);
  bytes.write(body, blockHeaderBytes + digests.length);
  return bytes;
}

function encodeDigests(messages: readonly StoredMessage[]): Buffer {
  if (messages.every(({ keyDigest }) => keyDigest === undefined)) return noBytes;
  return Buffer.from(messages.map(({ keyDigest = noDigest }) => keyDigest).join(''), 'latin1');
}

/** The header alone; undefined where the bytes are too short for one. */
export function readBlockHeader(bytes: Buffer): BlockHeader | undefined {
  if (bytes.length < blockHeaderBytes) return undefined;
  return {
    position: bytes.readDoubleLE(0),
    firstId: bytes.readDoubleLE(8),
    count: bytes.readUInt32LE(16),
  };
}

/** The digests of a block as they stand in it; none at all where no message has one. */
export function readDigestBytes(bytes: Buffer): Buffer {
  return bytes.subarray(blockHeaderBytes, rowsStart(bytes));
}

/** The digests of a block as numbers, four a message: zeros where it has none; nothing at all where no message has one. */
export function readBlockDigests(bytes: Buffer): Int32Array {
  const digests = new Uint8Array(rowsStart(bytes) - blockHeaderBytes);
  bytes.copy(digests, 0, blockHeaderBytes);
  return new Int32Array(digests.buffer);
}

function rowsStart(bytes: Buffer): number {
  return blockHeaderBytes + bytes.readUInt32LE(20);
}

/** The messages of a block. What is read is not examined: the store wrote it, and a checksum guards it. */
export function decodeBlock(bytes: Buffer): StoredMessage[] {
  const start = rowsStart(bytes);
  const rows: readonly Row[] = JSON.parse(bytes.toString('utf8', start));
  const digests = bytes.toString('latin1', blockHeaderBytes, start);
  const firstId = bytes.readDoubleLE(8);
  return rows.map((row, place) => {
    const digest = digests.slice(place * digestBytes, (place + 1) * digestBytes);
    return messageOf(row, firstId + place, digest === '' || digest === noDigest ? undefined : digest);
  });
}

function rowOf(message: StoredMessage): Row {
  const { content, lamportTimestamp, nodeId, physicalTimestamp, term } = message;
  return [content, lamportTimestamp, nodeId, physicalTimestamp, term];
}

function messageOf(
  [content, lamportTimestamp, nodeId, physicalTimestamp, term]: Row,
  id: number,
  keyDigest: string | undefined,
): StoredMessage {
  const message = { id, content, lamportTimestamp, nodeId, physicalTimestamp, term };
  return keyDigest === undefined ? message : { ...message, keyDigest };
}
