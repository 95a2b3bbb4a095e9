/**
 * The two ways to end a socket, made safe against each other: while a shutdown waits for bytes to go out libuv refuses a
 * reset (`uv_tcp_close_reset`, EINVAL), and Node then reports an error and never closes the socket.
 */
import type { Socket } from 'node:net';

const nothing = Buffer.alloc(0);

/** Ends the socket's own direction (FIN) once everything written is out, so that until then it can be reset. */
export function endSocket(socket: Socket): void {
  if (socket.writableLength === 0) socket.end();
  else socket.write(nothing, () => socket.end());
}

/** Resets the socket (RST); one whose FIN is just going out is closed. */
export function resetSocket(socket: Socket): void {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy();
  else socket.resetAndDestroy();
}
