import type { FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/** Files are long: fewer and larger pieces cost less. */
const pieceBytes = 1 << 20;

/**
 * Sends a file as it is long now, and closes it. All pieces are read into the same memory, one after the other was sent: a
 * stream of files takes new memory for each, which for a long file makes the collector go through the whole heap again and
 * again, in the process that also measures.
 *
 * Where the file ends early, or the client goes away, the connection is broken off.
 *
 * @param reply whose headers are set but for the length. @throws Error where the file cannot be read at all.
 */
export async function sendFile(reply: FastifyReply, file: FileHandle): Promise<void> {
  await using opened = file;
  const { size } = await opened.stat();
  reply.header('content-length', size).hijack();
  const response = reply.raw;
  try {
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) response.setHeader(name, value);
    const piece = new Uint8Array(Math.min(size, pieceBytes));
    for (let sent = 0; sent < size; ) {
      const { bytesRead } = await opened.read(piece, 0, Math.min(piece.length, size - sent), sent);
      if (bytesRead === 0) throw new Error('the file became shorter while it was sent');
      await write(response, piece.subarray(0, bytesRead));
      sent += bytesRead;
    }
    response.end();
  } catch {
    response.destroy(); // the client sees that bytes are missing
  }
}

/** Resolves when nobody looks at the bytes any more. @throws Error when the connection has broken. */
function write(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
