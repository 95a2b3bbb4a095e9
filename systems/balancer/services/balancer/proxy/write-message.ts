/** Writes messages, and pieces of them, to sockets: one write for what is small. */
import type { Socket } from 'node:net';
import { chunkHead, lastChunk } from '../http1/body-writers.ts';
import { lengthOf } from './held-body.ts';

/** A body up to this is copied behind its head: that costs less than a second write. */
const joinedBytes = 16_384;

/** @returns false where the peer is behind: then `drain` follows. */
export function writeMessage(socket: Socket, head: string, body: readonly Buffer[]): boolean {
  const length = lengthOf(body);
  if (length === 0) return socket.write(head, 'latin1');
  if (length <= joinedBytes) {
    const message = Buffer.allocUnsafe(head.length + length);
    let end = message.write(head, 'latin1');
    for (const piece of body) end += piece.copy(message, end);
    return socket.write(message);
  }
  socket.cork();
  socket.write(head, 'latin1');
  let isReady = true;
  for (const piece of body) isReady = socket.write(piece);
  socket.uncork();
  return isReady;
}

/** A piece of a body whose framing is chunks, or none. @returns false where the peer is behind. */
export function writeContent(socket: Socket, content: readonly Buffer[], isChunked: boolean, isOver: boolean): boolean {
  const bytes = lengthOf(content);
  const end = isOver && isChunked ? lastChunk : '';
  if (bytes === 0) return end === '' ? !socket.writableNeedDrain : socket.write(end, 'latin1');
  socket.cork();
  if (isChunked) socket.write(chunkHead(bytes), 'latin1');
  let isReady = true;
  for (const piece of content) isReady = socket.write(piece);
  if (isChunked) isReady = socket.write(`\r\n${end}`, 'latin1');
  socket.uncork();
  return isReady;
}
