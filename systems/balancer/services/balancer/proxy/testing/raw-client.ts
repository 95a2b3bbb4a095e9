/** A client that sends what it is told, byte by byte, and keeps all that comes back. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';

export interface RawClient extends Disposable {
  readonly socket: Socket;
  /** What came so far; latin1. */
  readonly text: string;
  /** Resolves with all that came once it holds this. @throws where the connection closes before, or after twenty seconds. */
  until(part: string | RegExp): Promise<string>;
  /** Resolves once the connection is closed: with the code of an error, or undefined. */
  readonly closed: Promise<string | undefined>;
}

/** @param send written as soon as there is a connection. */
export async function rawClient(port: number, send = ''): Promise<RawClient> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  let text = '';
  let code: string | undefined;
  let look: () => void = () => undefined;
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1');
    look();
  });
  const closed = new Promise<string | undefined>((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => {
      code = error.code;
    });
    socket.on('close', () => {
      look();
      resolve(code);
    });
  });
  await once(socket, 'connect');
  if (send !== '') socket.write(send, 'latin1');
  return {
    socket,
    closed,
    get text() {
      return text;
    },
    until(part) {
      return new Promise((resolve, reject) => {
        const fail = () => reject(new Error(`no ${part} in: ${text.slice(0, 2000)}`));
        const late = setTimeout(fail, 20_000);
        look = () => {
          const isThere = typeof part === 'string' ? text.includes(part) : part.test(text);
          if (!isThere && !socket.destroyed) return;
          clearTimeout(late);
          look = () => undefined;
          if (isThere) resolve(text);
          else fail();
        };
        look();
      });
    },
    [Symbol.dispose]() {
      socket.destroy();
    },
  };
}
