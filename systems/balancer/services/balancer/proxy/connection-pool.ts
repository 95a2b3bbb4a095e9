/** The connections to one replica. */
import type { ProxyOptions } from './options.ts';
import type { Swept } from './sweep.ts';
import type { ConnectionUser } from './upstream-connection.ts';
import { UpstreamConnection } from './upstream-connection.ts';

/** Where it leads to, and how much it keeps. */
export interface ConnectionPoolParts {
  readonly host: string;
  readonly port: number;
  readonly options: Pick<ProxyOptions, 'idleConnections' | 'idleConnectionMs'>;
}

/** Hands out the connection that was used last, so that those beyond the present need grow old and are closed. */
export class ConnectionPool implements Swept {
  /** `host:port`. */
  readonly authority: string;
  readonly #parts: ConnectionPoolParts;
  readonly #open = new Set<UpstreamConnection>();
  #idle: UpstreamConnection[] = [];
  #allClosed: PromiseWithResolvers<void> | undefined;

  constructor(parts: ConnectionPoolParts) {
    this.#parts = parts;
    this.authority = parts.host.includes(':') ? `[${parts.host}]:${parts.port}` : `${parts.host}:${parts.port}`;
  }

  /** Connections, idle or not. */
  get size(): number {
    return this.#open.size;
  }

  /** A connection that was kept open; undefined without. */
  reuse(user: ConnectionUser): UpstreamConnection | undefined {
    for (let connection = this.#idle.pop(); connection !== undefined; connection = this.#idle.pop()) {
      if (!connection.isUsable) continue;
      connection.use(user);
      return connection;
    }
    return undefined;
  }

  /** A new connection, not yet connected: what is sent before waits. */
  open(user: ConnectionUser): UpstreamConnection {
    const { host, port } = this.#parts;
    const connection = new UpstreamConnection(host, port, user, (closed) => {
      this.#open.delete(closed);
      const index = this.#idle.indexOf(closed);
      if (index !== -1) this.#idle.splice(index, 1);
      if (this.#open.size === 0) this.#allClosed?.resolve();
    });
    this.#open.add(connection);
    return connection;
  }

  /** Takes a connection back whose answer came whole. */
  giveBack(connection: UpstreamConnection, nowMs: number): void {
    connection.release();
    if (this.#idle.length >= this.#parts.options.idleConnections) {
      connection.destroy();
      return;
    }
    connection.idleSinceMs = nowMs;
    this.#idle.push(connection);
  }

  sweep(nowMs: number): void {
    const oldestMs = nowMs - this.#parts.options.idleConnectionMs;
    const old = this.#idle.findLastIndex(({ idleSinceMs }) => idleSinceMs <= oldestMs);
    if (old === -1) return;
    for (const connection of this.#idle.splice(0, old + 1)) connection.destroy();
  }

  /** Ends every connection, whatever is on it. Resolves when all are closed; none may be opened any more. */
  async close(): Promise<void> {
    if (this.#open.size === 0) return;
    this.#allClosed ??= Promise.withResolvers<void>();
    this.#idle = [];
    for (const connection of this.#open) connection.destroy();
    await this.#allClosed.promise;
  }
}
