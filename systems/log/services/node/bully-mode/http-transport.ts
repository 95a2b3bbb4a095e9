/**
 * The bully protocol's messages over HTTP, in the brief's own words where it has any: a new leader announces itself by
 * `GET /leader_selected?sleader=`, messages are replicated by `POST /message_received`, and all else goes by `POST /bully`.
 */

import type { Clock } from '@temblor/foundation/clock/clock';
import { jsonCodec } from '@temblor/host/codec/codec';
import type { NodeTransport } from '@temblor/host/transport/transport';
import type { HttpClient, HttpRequest } from '@temblor/kit/http/http-client';
import { openHttpClient } from '@temblor/kit/http/http-client';
import type { BullyMessage } from '@temblor/protocols/bully/types';
import { sentHeader } from './sent-header.ts';

/** An answer that is later helps nobody: the protocol has given it up by then. */
const timeoutMs = 1_000;
/** More than that to one node are dropped: what is lost comes again with a heartbeat. */
const mostInFlight = 64;

interface Peer {
  readonly client: HttpClient;
  inFlight: number;
}

/** What goes over the network. */
export const bullyCodec = jsonCodec<BullyMessage>();

/** The way of one node to all others. */
export class HttpTransport implements NodeTransport {
  readonly address = undefined;
  readonly counts = { sent: 0, dropped: 0 };
  readonly #nodeId: number;
  readonly #clock: Clock;
  readonly #peers: ReadonlyMap<number, Peer>;
  readonly #closing = new AbortController();

  constructor(nodeId: number, urls: ReadonlyMap<number, string>, clock: Clock) {
    this.#nodeId = nodeId;
    this.#clock = clock;
    const open = (url: string): Peer => ({ client: openHttpClient(url, { timeoutMs, connections: 4 }), inFlight: 0 });
    this.#peers = new Map([...urls].map(([node, url]) => [node, open(url)]));
  }

  send(to: number, payload: Uint8Array): void {
    const peer = this.#peers.get(to);
    if (peer === undefined || peer.inFlight >= mostInFlight) {
      this.counts.dropped += 1;
      return;
    }
    peer.inFlight += 1;
    void this.#request(peer, requestOf(this.#nodeId, bullyCodec.decode(payload)));
  }

  /** Each message leaves at once. */
  flush(): void {}

  /** No connection is this one's to take: requests come by the node's routes. */
  accept(socket: { destroy(): unknown }): void {
    socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#peers.values()].map(({ client }) => client[Symbol.asyncDispose]()));
  }

  async #request(peer: Peer, request: HttpRequest): Promise<void> {
    const headers = { [sentHeader]: String(this.#clock.nowUs()) };
    const { kind } = await peer.client.request({ ...request, headers, signal: this.#closing.signal });
    peer.inFlight -= 1;
    this.counts[kind === 'answered' ? 'sent' : 'dropped'] += 1;
  }
}

function requestOf(from: number, message: BullyMessage): HttpRequest {
  switch (message.kind) {
    case 'announcement':
      return { path: `/leader_selected?sleader=${from}` };
    case 'replicate':
      return { method: 'POST', path: '/message_received', body: { from, entries: message.entries } };
    case 'election':
    case 'answer':
    case 'heartbeat':
    case 'heartbeat-reply':
    case 'replicated':
    case 'forward':
    case 'forwarded':
      return { method: 'POST', path: '/bully', body: { from, message } };
    default:
      return message satisfies never;
  }
}
