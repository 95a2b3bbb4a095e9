import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** A TCP proxy on loopback whose connections can be cut or held up, all at once. */
export interface CuttableProxy extends AsyncDisposable {
  readonly port: number;
  /** Resets every connection, and each new one until `restore`. */
  cut(): void;
  /** Passes nothing on until `restore`, while connections stay open. */
  hold(): void;
  restore(): void;
}

export async function openCuttableProxy(targetPort: number): Promise<CuttableProxy> {
  const sockets = new Set<Socket>();
  let state: 'open' | 'cut' | 'held' = 'open';
  const pass = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (chunk) => to.write(chunk));
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    if (state === 'held') from.pause();
  };
  const server = createServer((incoming) => {
    if (state === 'cut') {
      incoming.on('error', () => undefined);
      incoming.resetAndDestroy();
      return;
    }
    const outgoing = connect(targetPort, '127.0.0.1');
    pass(incoming, outgoing);
    pass(outgoing, incoming);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the proxy has no port');
  return {
    port: address.port,
    cut: () => {
      state = 'cut';
      for (const socket of sockets) socket.resetAndDestroy();
    },
    hold: () => {
      state = 'held';
      for (const socket of sockets) socket.pause();
    },
    restore: () => {
      state = 'open';
      for (const socket of sockets) socket.resume();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
