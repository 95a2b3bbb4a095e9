/**
 * The first bytes of every file of a log: what it is, and in which version of the format. They have a checksum of their
 * own, because they must be readable in every version to come: a flipped bit must not look like a newer format.
 */
import { crc32 } from 'node:zlib';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';

/** What a file is. */
export interface FileFormat {
  /** Eight bytes. */
  readonly kind: 'TMBLSEGM' | 'TMBLSUPR';
  /** Counts up when what stands behind the preamble is written in another way. */
  readonly version: number;
}

/** Bytes that the preamble takes: kind, version, checksum. */
export const preambleBytes = 16;

/** The preamble of a file in today's format. */
export function encodePreamble({ kind, version }: FileFormat): Buffer {
  const bytes = Buffer.alloc(preambleBytes);
  bytes.write(kind, 0, 'latin1');
  bytes.writeUInt32LE(version, 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 12)), 12);
  return bytes;
}

/**
 * Whether the bytes begin as a file of this format does.
 *
 * @param path for the message.
 * @throws `log-format-newer`, `log-format-older` where another version of the program wrote it.
 */
export function hasPreamble(bytes: Buffer, format: FileFormat, path: string): boolean {
  if (bytes.length < preambleBytes || bytes.toString('latin1', 0, 8) !== format.kind) return false;
  if (bytes.readUInt32LE(12) !== crc32(bytes.subarray(0, 12))) return false;
  refuseVersion(path, bytes.readUInt32LE(8), format.version);
  return true;
}

function refuseVersion(path: string, found: number, known: number): void {
  if (found === known) return;
  if (found > known) {
    throw new TemblorError(
      'log-format-newer',
      `${path} has version ${found} of the log's format; this program knows versions up to ${known}`,
      { hint: 'start the node with the version of the program that wrote it, or a later one', exitCode: 78 },
    );
  }
  throw new TemblorError(
    'log-format-older',
    `${path} has version ${found} of the log's format; this program reads version ${known} alone, and left it as it is`,
    {
      hint: 'start the node with the version of the program that wrote it; or give all nodes empty folders, where a new log begins',
      exitCode: 78,
    },
  );
}
