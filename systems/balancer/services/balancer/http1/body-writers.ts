/** The framing of a chunked body (RFC 9112 section 7.1). */

/** Ends a chunked body that has no trailers. */
export const lastChunk = '0\r\n\r\n';

/** @returns what stands before the data of a chunk; after them comes `\r\n`. `bytes` is above 0: none would end the body. */
export function chunkHead(bytes: number): string {
  return `${bytes.toString(16)}\r\n`;
}
