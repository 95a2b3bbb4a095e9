/** Other protocols over the node's port (RFC 9110, section 7.8): a connection is upgraded, and is then theirs. */
import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

export interface UpgradeProtocol {
  readonly path: string;
  /** The token of the `Upgrade` header, such as `temblor-log/1`. */
  readonly name: string;
  /** Whether it takes a connection of whoever sent these headers; absent: of anyone. */
  admits?(headers: IncomingHttpHeaders): boolean;
  /** Takes the connection over. `head`: bytes of the protocol that came with the request. */
  accept(socket: Duplex, head: Buffer): void;
}

/**
 * Offers protocols at their paths; every other upgrade is refused in a sentence.
 *
 * @param closing what was upgraded is broken when it aborts: the server waits for its connections, and sees no end of these.
 */
export function offerUpgrades(server: Server, protocols: readonly UpgradeProtocol[], closing: AbortSignal): void {
  const upgraded = new Set<Duplex>();
  closing.addEventListener('abort', () => {
    for (const socket of upgraded) socket.destroy();
  });
  server.on('upgrade', (request, socket, head) => {
    if (closing.aborted) return socket.destroy();
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    // What went wrong with a connection that is not ours any more is no matter of this server.
    socket.on('error', () => socket.destroy());
    const path = pathOf(request);
    const offered = protocols.find((protocol) => protocol.path === path);
    if (offered === undefined) return refuse(socket, 404, `nothing can be upgraded at ${path}`, '');
    const { name } = offered;
    if (!asksFor(request, name)) return refuse(socket, 426, `${path} speaks ${name}`, `upgrade: ${name}\r\n`);
    if (offered.admits?.(request.headers) === false) return refuse(socket, 403, `${path} is not for you`, '');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: ${name}\r\n\r\n`);
    try {
      offered.accept(socket, head);
    } catch {
      // A connection that its protocol cannot take ends; the node, and what others asked of it, goes on.
      socket.destroy();
    }
  });
}

/** The target without its query. What a client sends need not be a URL, and `new URL` throws at it. */
function pathOf({ url = '/' }: IncomingMessage): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

function asksFor({ method, headers }: IncomingMessage, name: string): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === name;
}

function refuse(socket: Duplex, status: number, error: string, headers: string): void {
  const body = JSON.stringify({ error });
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json; charset=utf-8\r\n${headers}`;
  socket.end(`${head}connection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
