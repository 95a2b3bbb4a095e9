import type { FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
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
  const { socket } = reply.request.raw;
  socket.setMaxListeners(0); // as many as requests that a client sends ahead
  try {
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) response.setHeader(name, value);
    }
    await isNext(response, socket);
    const piece = new Uint8Array(Math.min(size, pieceBytes));
    for (let sent = 0; sent < size; ) {
      const { bytesRead } = await opened.read(piece, 0, Math.min(piece.length, size - sent), sent);
      if (bytesRead === 0) throw new Error('the file became shorter while it was sent');
      await write(response, socket, piece.subarray(0, bytesRead));
      sent += bytesRead;
    }
    response.end();
  } catch {
    response.destroy(); // the client sees that bytes are missing
  }
}

/** Resolves when the answers to what the client sent before are over: until then nothing would be sent. */
async function isNext(response: ServerResponse, socket: Socket): Promise<void> {
  if (response.socket === null) await whileOpen(socket, (done) => response.once('socket', () => done()));
}

/** Resolves when nobody looks at the bytes any more. @throws Error when the connection has broken. */
function write(response: ServerResponse, socket: Socket, bytes: Uint8Array): Promise<void> {
  return whileOpen(socket, (done) => response.write(bytes, done));
}

/** A response says nothing of what was written to it when its connection had closed, or before it had one. */
function whileOpen(socket: Socket, begin: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = () => reject(new Error('the client is gone'));
    if (socket.closed) onClose();
    socket.once('close', onClose);
    begin((error) => {
      socket.off('close', onClose);
      if (error) reject(error);
      else resolve();
    });
  });
}
