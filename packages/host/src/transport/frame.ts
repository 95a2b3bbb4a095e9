/**
 * What goes over a connection between two nodes, one frame after the other:
 *
 *     0  u32  length of the payload
 *     4  u32  checksum of type and payload
 *     8  u8   type
 *     9  …    payload
 *
 * Numbers are little-endian, the checksum is CRC-32: a protocol is promised that messages are never falsified, and TCP's
 * own 16 bits let one damaged segment in 65,536 pass (Stone and Partridge 2000, "When the CRC and TCP checksum disagree").
 */
import { crc32 } from 'node:zlib';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';

/** In the order of their numbers on the wire. `refusal` says why, and closes; a `ping` is answered by a `pong`. */
const frameTypes = ['hello', 'welcome', 'refusal', 'message', 'ping', 'pong'] as const;

export type FrameType = (typeof frameTypes)[number];

export interface Frame {
  readonly type: FrameType;
  readonly payload: Buffer;
}

const headerBytes = 9;

/** The parts of a frame, to be written one after the other. */
export function encodeFrame(type: FrameType, payload: Uint8Array): readonly [header: Buffer, payload: Uint8Array] {
  const header = Buffer.allocUnsafe(headerBytes);
  header.writeUInt32LE(payload.length, 0);
  header.writeUInt8(frameTypes.indexOf(type), 8);
  header.writeUInt32LE(crc32(payload, crc32(header.subarray(8))), 4);
  return [header, payload];
}

/** Takes frames out of a stream of bytes. */
export class FrameReader {
  readonly #maximumBytes: number;
  #chunks: Buffer[] = [];
  #buffered = 0;
  /** Bytes that must be there before there is any use in looking. */
  #wanted = headerBytes;

  /** @param maximumBytes the longest payload; a longer one is an error, before memory is given to it. */
  constructor(maximumBytes: number) {
    this.#maximumBytes = maximumBytes;
  }

  /** The frames that these bytes complete. @throws `bad-frame`: the stream is of no use after that. */
  *push(chunk: Buffer): Generator<Frame> {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    if (this.#buffered < this.#wanted) return;
    let rest = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    while (rest.length >= headerBytes) {
      const length = rest.readUInt32LE(0);
      if (length > this.#maximumBytes) {
        throw badFrame(`it is said to be ${length} bytes long; the longest may have ${this.#maximumBytes}`);
      }
      if (rest.length < headerBytes + length) break;
      yield readFrame(rest.subarray(0, headerBytes + length));
      rest = rest.subarray(headerBytes + length);
    }
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#buffered = rest.length;
    this.#wanted = rest.length < headerBytes ? headerBytes : headerBytes + rest.readUInt32LE(0);
  }
}

function readFrame(bytes: Buffer): Frame {
  const type = frameTypes[bytes.readUInt8(8)];
  if (crc32(bytes.subarray(8)) !== bytes.readUInt32LE(4)) throw badFrame('its checksum is wrong');
  if (type === undefined) throw badFrame(`its type ${bytes.readUInt8(8)} is not known`);
  return { type, payload: bytes.subarray(headerBytes) };
}

function badFrame(why: string): TemblorError {
  return new TemblorError('bad-frame', `a frame of the stream is of no use: ${why}`, {
    hint: 'see whether the other end speaks this protocol, and whether anything between changes bytes',
  });
}
