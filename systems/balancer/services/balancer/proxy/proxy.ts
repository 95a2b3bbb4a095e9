/** What a proxy is made of, and what can be done with one. */
import type { Upstreams } from '../replicas/upstream.ts';
import type { ProxyOptions } from './options.ts';
import type { ProxyEvent } from './proxy-event.ts';

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
  readonly observe: (event: ProxyEvent) => void;
}

/** An open proxy. Its disposal breaks off what is under way, and resolves when all is closed. */
export interface Proxy extends AsyncDisposable {
  readonly port: number;
  /** Connections of clients. */
  readonly openClients: number;
  /** Connections to replicas, idle or not. */
  readonly openUpstreams: number;
  /** Takes no new clients, lets those it has get their answers, and breaks off what is not over in time. */
  drain(withinMs: number): Promise<void>;
}
