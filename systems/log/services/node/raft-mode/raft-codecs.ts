/**
 * How Raft's messages and records are written: a header in JSON, and behind it the entries, whose data are not JSON again.
 *
 * An entry is written for the own disk and for each follower, and a follower that read it writes it to its disk: its bytes
 * are made once, and remembered for as long as that takes.
 */

import { jsonCodec } from '@temblor/host/codec/codec';
import type { NodeCodecs } from '@temblor/host/node/node-options';
import type { RaftTypes } from '@temblor/protocols/raft/state';
import type { RaftEntry, RaftMessage, RaftRecord } from '@temblor/protocols/raft/types';
import { examineMessage, membershipSchema } from './raft-message-schema.ts';

/** Counts up when anything here changes, or what follows from an entry: nodes of different versions refuse each other. */
export const raftFormatVersion = 3;

/** For one node. */
export function raftCodecs(): NodeCodecs<RaftTypes> {
  const entries = new EntryBytes();
  return {
    register: jsonCodec(),
    message: {
      encode: (message) =>
        message.kind === 'append'
          ? withEntries({ ...message, entries: [] }, message.entries, entries)
          : headed(message),
      decode: (bytes) => {
        const [header, rest] = readHeader<unknown>(bytes);
        const message = examineMessage(header);
        return message.kind === 'append' ? { ...message, entries: entries.decode(rest) } : message;
      },
    },
    record: {
      encode: (record) =>
        record.kind === 'entries' ? withEntries({ ...record, entries: [] }, record.entries, entries) : headed(record),
      decode: (bytes) => {
        const [record, rest] = readHeader<RaftRecord>(bytes);
        return record.kind === 'entries' ? { ...record, entries: entries.decode(rest) } : record;
      },
    },
  };
}

function headed(value: RaftMessage | RaftRecord): Buffer {
  const header = Buffer.from(JSON.stringify(value));
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32LE(header.length);
  return Buffer.concat([length, header]);
}

function withEntries(header: RaftMessage | RaftRecord, entries: readonly RaftEntry[], bytes: EntryBytes): Buffer {
  return Buffer.concat([headed(header), ...entries.map((entry) => bytes.encode(entry))]);
}

function readHeader<Header>(bytes: Uint8Array): readonly [Header, Buffer] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = 4 + buffer.readUInt32LE(0);
  return [JSON.parse(buffer.toString('utf8', 4, end)), buffer.subarray(end)];
}

/** Of an entry: length of what follows it, index, term, kind, and its data or its membership in JSON. */
const entryHeaderBytes = 21;
const kinds = ['data', 'no-op', 'membership'] as const;

/** More than are on their way at once. */
const remembered = 64;

class EntryBytes {
  readonly #recent = new Map<RaftEntry, Buffer>();

  encode(entry: RaftEntry): Buffer {
    const known = this.#recent.get(entry);
    if (known !== undefined) return known;
    const text = textOf(entry);
    const length = Buffer.byteLength(text);
    const bytes = Buffer.allocUnsafe(entryHeaderBytes + length);
    bytes.writeUInt32LE(length, 0);
    bytes.writeDoubleLE(entry.index, 4);
    bytes.writeDoubleLE(entry.term, 12);
    bytes.writeUInt8(kinds.indexOf(entry.kind), 20);
    bytes.write(text, entryHeaderBytes);
    this.#remember(entry, bytes);
    return bytes;
  }

  decode(bytes: Buffer): RaftEntry[] {
    const entries: RaftEntry[] = [];
    for (let at = 0; at < bytes.length; ) {
      const end = at + entryHeaderBytes + bytes.readUInt32LE(at);
      const entry = readEntry(bytes.subarray(at, end));
      this.#remember(entry, bytes.subarray(at, end));
      entries.push(entry);
      at = end;
    }
    return entries;
  }

  #remember(entry: RaftEntry, bytes: Buffer): void {
    this.#recent.set(entry, bytes);
    if (this.#recent.size <= remembered) return;
    for (const oldest of this.#recent.keys()) {
      this.#recent.delete(oldest);
      return;
    }
  }
}

function textOf(entry: RaftEntry): string {
  if (entry.kind === 'data') return entry.data;
  return entry.kind === 'membership' ? JSON.stringify(entry.membership) : '';
}

function readEntry(bytes: Buffer): RaftEntry {
  const position = { index: bytes.readDoubleLE(4), term: bytes.readDoubleLE(12) };
  if (!(Number.isSafeInteger(position.index) && Number.isSafeInteger(position.term))) {
    throw new Error(`an entry stands at ${position.index} of term ${position.term}`);
  }
  const kind = kinds[bytes.readUInt8(20)];
  switch (kind) {
    case 'data':
      return { kind, ...position, data: bytes.toString('utf8', entryHeaderBytes) };
    case 'no-op':
      return { kind, ...position };
    case 'membership':
      return {
        kind,
        ...position,
        membership: membershipSchema.parse(JSON.parse(bytes.toString('utf8', entryHeaderBytes))),
      };
    case undefined:
      throw new Error(`an entry is of the unknown kind ${bytes.readUInt8(20)}`);
    default:
      return kind satisfies never;
  }
}
