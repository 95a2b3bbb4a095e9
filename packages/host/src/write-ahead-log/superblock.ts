/**
 * The small block of facts that is replaced whole: which segments are the log, what is known of its damage, and the
 * protocol's register. It is what makes a rewrite of the log atomic: the new segment counts from the moment the block
 * names it. (The word and the idea are those of file systems, and of TigerBeetle's data file.)
 */
import { crc32 } from 'node:zlib';
import type { FileFormat } from './file-preamble.ts';
import { encodePreamble, hasPreamble, preambleBytes } from './file-preamble.ts';

export interface Superblock {
  /** Counts up with every change: of two copies the higher one is newer. */
  readonly counter: number;
  readonly node: number;
  /** The segments of the log, both included; none where `last` is less than `first`. */
  readonly firstSegment: number;
  readonly lastSegment: number;
  /** True from the moment damage is found until the protocol has written something since. */
  readonly isDamageUntold: boolean;
  /** `lost`: both copies were unreadable once, and the protocol has put down no register since. */
  readonly register:
    | { readonly kind: 'absent' }
    | { readonly kind: 'lost' }
    | { readonly kind: 'read'; readonly bytes: Uint8Array };
}

const format: FileFormat = { kind: 'TMBLSUPR', version: 1 };
const registerKinds = ['absent', 'lost', 'read'] as const;
/** Length and checksum of what follows, behind the preamble. */
const bodyAt = preambleBytes + 8;
const registerAt = bodyAt + 26;

/** The bytes of a copy. */
export function encodeSuperblock(block: Superblock): Buffer {
  const register = block.register.kind === 'read' ? block.register.bytes : new Uint8Array();
  const bytes = Buffer.alloc(registerAt + register.length);
  encodePreamble(format).copy(bytes);
  bytes.writeDoubleLE(block.counter, bodyAt);
  bytes.writeDoubleLE(block.node, bodyAt + 8);
  bytes.writeUInt32LE(block.firstSegment, bodyAt + 16);
  bytes.writeUInt32LE(block.lastSegment, bodyAt + 20);
  bytes.writeUInt8(block.isDamageUntold ? 1 : 0, bodyAt + 24);
  bytes.writeUInt8(registerKinds.indexOf(block.register.kind), bodyAt + 25);
  bytes.set(register, registerAt);
  bytes.writeUInt32LE(bytes.length - bodyAt, preambleBytes);
  bytes.writeUInt32LE(crc32(bytes.subarray(bodyAt)), preambleBytes + 4);
  return bytes;
}

/**
 * The block; undefined where the copy is not whole and right. What stands behind it is of an older, longer one.
 *
 * @throws `log-format-newer`, `log-format-older`.
 */
export function readSuperblock(bytes: Buffer, path: string): Superblock | undefined {
  if (bytes.length < registerAt || !hasPreamble(bytes, format, path)) return undefined;
  const body = bytes.subarray(bodyAt, bodyAt + bytes.readUInt32LE(preambleBytes));
  const kind = registerKinds[bytes.readUInt8(bodyAt + 25)];
  if (body.length < bytes.readUInt32LE(preambleBytes) || crc32(body) !== bytes.readUInt32LE(preambleBytes + 4)) {
    return undefined;
  }
  if (kind === undefined) return undefined;
  return {
    counter: bytes.readDoubleLE(bodyAt),
    node: bytes.readDoubleLE(bodyAt + 8),
    firstSegment: bytes.readUInt32LE(bodyAt + 16),
    lastSegment: bytes.readUInt32LE(bodyAt + 20),
    isDamageUntold: bytes.readUInt8(bodyAt + 24) !== 0,
    register: kind === 'read' ? { kind, bytes: Buffer.from(body.subarray(registerAt - bodyAt)) } : { kind },
  };
}
