/**
 * The first bytes of every file of a log: what it is, and in which version of the format. They have a checksum of their
 * own, because they must be readable in every version to come: a flipped bit must not look like a newer format.
 */
import { crc32 } from 'node:zlib';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';

/** Eight bytes that say what a file is. */
export type FileKind = 'TMBLSEGM' | 'TMBLSUPR';

const formatVersion = 1;

/** Bytes that the preamble takes: kind, version, checksum. */
export const preambleBytes = 16;

/** The preamble of a file in today's format. */
export function encodePreamble(kind: FileKind): Buffer {
  const bytes = Buffer.alloc(preambleBytes);
  bytes.write(kind, 0, 'latin1');
  bytes.writeUInt32LE(formatVersion, 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 12)), 12);
  return bytes;
}

/**
 * Whether the bytes begin as a file of this kind does, in today's format.
 *
 * @param path for the message.
 * @throws `log-format-newer` where a later version of the program wrote it.
 */
export function hasPreamble(bytes: Buffer, kind: FileKind, path: string): boolean {
  if (bytes.length < preambleBytes || bytes.toString('latin1', 0, 8) !== kind) return false;
  if (bytes.readUInt32LE(12) !== crc32(bytes.subarray(0, 12))) return false;
  const version = bytes.readUInt32LE(8);
  if (version > formatVersion) {
    throw new TemblorError(
      'log-format-newer',
      `${path} has version ${version} of the log's format; this program knows versions up to ${formatVersion}`,
      { hint: 'start the node with the version of the program that wrote it, or a later one', exitCode: 78 },
    );
  }
  return version === formatVersion;
}
