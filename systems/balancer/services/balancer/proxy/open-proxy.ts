/**
 * Opens the balancer's reverse proxy: raw sockets on both sides, with the strict readers and writers of `../http1`. Node's
 * own HTTP server and client cost three times as much for each request, and leave less say in what is malformed.
 */
import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { Random } from '@temblor/foundation/randomness/random';
import { isLoopback } from '@temblor/kit/http/own-machine';
import { RetryBudget } from '@temblor/resilience/retry/retry-budget';
import { plainResponse } from '../http1/head-writers.ts';
import type { Upstream, Upstreams } from '../replicas/upstream.ts';
import type { ClientParts } from './client-connection.ts';
import { ClientConnection } from './client-connection.ts';
import { ConnectionPool } from './connection-pool.ts';
import { HedgeDelays } from './hedge-delays.ts';
import type { ProxyOptions } from './options.ts';
import { isForPages, PagesUpstream, pageHead } from './own-pages.ts';
import type { ProxyEvent } from './proxy-event.ts';
import type { Route, Underway } from './route.ts';
import { Sweep } from './sweep.ts';

/** What `openProxy` is given. */
export interface ProxyParts {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  readonly upstreams: Upstreams;
  /** Where `/_lb/…` is answered, as `/…`, for clients on loopback; for others, and without, it is 404. */
  readonly pages: { readonly host: string; readonly port: number } | undefined;
  readonly options: ProxyOptions;
  /** Monotonic. */
  readonly time: { nowMs(): number };
  /** For the jitter of retries. */
  readonly random: Random;
  readonly observe: (event: ProxyEvent) => void;
}

/** An open proxy. Its disposal breaks off what is under way, and resolves when all is closed. */
export interface Proxy extends AsyncDisposable {
  readonly port: number;
  /** Connections of clients. */
  readonly openClients: number;
  /** Connections to replicas and to the own pages, idle or not. */
  readonly openUpstreams: number;
  /** Takes no new clients, lets those it has get their answers, and breaks off what is not over in time. */
  drain(withinMs: number): Promise<void>;
}

/** @throws where the port cannot be listened on: the system's error, such as `EADDRINUSE`. */
export async function openProxy(parts: ProxyParts): Promise<Proxy> {
  const proxy = new OpenProxy(parts);
  try {
    await proxy.listen(parts.host, parts.port);
  } catch (error) {
    await proxy[Symbol.asyncDispose]();
    throw error;
  }
  return proxy;
}

class OpenProxy implements Proxy {
  readonly #parts: ProxyParts;
  readonly #sweep: Sweep;
  readonly #random: Random;
  readonly #server: Server;
  readonly #clients = new Set<ClientConnection>();
  readonly #pools = new Map<Upstream, ConnectionPool>();
  readonly #exchanges = new Set<Underway>();
  #isDraining = false;
  readonly #gone = Promise.withResolvers<void>();

  constructor(parts: ProxyParts) {
    this.#parts = parts;
    this.#sweep = new Sweep(parts.time);
    this.#random = parts.random;
    this.#sweep.fast.add({
      sweep: (nowMs) => {
        for (const exchange of this.#exchanges) exchange.sweep(nowMs);
      },
    });
    const clientParts = this.#clientParts();
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket, clientParts));
    parts.upstreams.onDown((upstream) => {
      for (const exchange of [...this.#exchanges]) exchange.replicaDown(upstream);
    });
  }

  async listen(host: string, port: number): Promise<void> {
    this.#server.listen({ host, port, backlog: 1024 });
    await once(this.#server, 'listening');
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : this.#parts.port;
  }

  get openClients(): number {
    return this.#clients.size;
  }

  get openUpstreams(): number {
    let connections = 0;
    for (const pool of this.#pools.values()) connections += pool.size;
    return connections;
  }

  async drain(withinMs: number): Promise<void> {
    this.#isDraining = true;
    this.#server.close();
    for (const client of [...this.#clients]) client.drain();
    await this.#allGone(withinMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDraining = true;
    const closed = this.#server.listening ? once(this.#server, 'close') : undefined;
    if (this.#server.listening) this.#server.close();
    for (const client of [...this.#clients]) client.destroy();
    await this.#allGone(Number.POSITIVE_INFINITY);
    for (const exchange of [...this.#exchanges]) exchange.abandon();
    this.#sweep.close();
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
    await closed;
  }

  /** @returns once there are no clients any more; those that are left after `withinMs` are broken off. */
  async #allGone(withinMs: number): Promise<void> {
    if (this.#clients.size === 0) return;
    const breakOff = () => {
      for (const client of [...this.#clients]) client.destroy();
    };
    const timer = Number.isFinite(withinMs) ? setTimeout(breakOff, withinMs) : undefined;
    await this.#gone.promise;
    clearTimeout(timer);
  }

  #accept(socket: Socket, clientParts: ClientParts): void {
    if (this.#clients.size < this.#parts.options.clients) {
      this.#clients.add(new ClientConnection(socket, clientParts));
      return;
    }
    this.#parts.observe({ type: 'request-refused', status: 503, reason: 'too-many-clients' });
    socket.on('error', () => undefined);
    const detail = 'The balancer has as many connections as it takes. Try again in a second.';
    const fields = ['Retry-After', '1'];
    socket.write(plainResponse(503, 'too-many-clients', detail, { keepAlive: false, fields }), 'latin1');
    socket.destroySoon();
  }

  #clientParts(): ClientParts {
    const { upstreams, options, observe, pages } = this.#parts;
    const replicas = this.#route(upstreams, options, observe);
    const toPages =
      pages === undefined
        ? undefined
        : this.#route(new PagesUpstream(pages), { ...options, retries: false, hedges: false }, () => undefined);
    return {
      options,
      sweep: this.#sweep,
      observe,
      isDraining: () => this.#isDraining,
      closed: (client) => {
        this.#clients.delete(client);
        if (this.#isDraining && this.#clients.size === 0) this.#gone.resolve();
      },
      route: (head, address) => {
        if (!isForPages(head.target)) return { route: replicas, head };
        return toPages === undefined || !isLoopback(address) ? undefined : { route: toPages, head: pageHead(head) };
      },
    };
  }

  #route(upstreams: Upstreams, options: ProxyOptions, observe: (event: ProxyEvent) => void): Route {
    return {
      upstreams,
      options,
      observe,
      time: this.#parts.time,
      random: this.#random,
      poolOf: (upstream) => this.#poolOf(upstream),
      budget: new RetryBudget(options.budget),
      breakBudget: new RetryBudget(options.breakBudget),
      hedgeDelays: new HedgeDelays(),
      exchanges: this.#exchanges,
    };
  }

  #poolOf(upstream: Upstream): ConnectionPool {
    const known = this.#pools.get(upstream);
    if (known !== undefined) return known;
    const { host, port } = upstream;
    const pool = new ConnectionPool({ host, port, options: this.#parts.options });
    this.#pools.set(upstream, pool);
    this.#sweep.slow.add(pool);
    return pool;
  }
}
