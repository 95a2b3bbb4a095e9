/**
 * The bully protocol's messages over HTTP, in the brief's own words where it has any: a new leader announces itself by
 * `GET /leader_selected?sleader=`, messages are replicated by `POST /message_received`, and all else goes by `POST /bully`.
 */

import type { Clock } from '@temblor/foundation/clock/clock';
import { jsonCodec } from '@temblor/host/codec/codec';
import type { NodeTransport } from '@temblor/host/transport/transport';
import type { HttpClient, HttpRequest } from '@temblor/kit/http/http-client';
import { openHttpClient } from '@temblor/kit/http/http-client';
import type { BullyEntry } from '@temblor/protocols/bully/entry';
import type { BullyMessage } from '@temblor/protocols/bully/types';
import { sentHeader } from './sent-header.ts';

/** An answer that is later helps nobody: the protocol has given it up by then. */
const timeoutMs = 1_000;
/** More than that to one node are dropped: a later one says the same. */
const mostInFlight = 64;
/** Of entries so many go with one request, or contents of such a length together. */
const mostEntries = 1_000;
const mostLength = 1 << 20;
/** Where so many wait, further ones are dropped, and come again with a heartbeat. */
const mostWaiting = 10_000;

interface Peer {
  readonly client: HttpClient;
  inFlight: number;
  /** Entries to be replicated: one request after the other, since what came before its cause would be refused. */
  waiting: BullyEntry[];
  isReplicating: boolean;
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
    const open = (url: string): Peer => {
      const client = openHttpClient(url, { timeoutMs, connections: 4 });
      return { client, inFlight: 0, waiting: [], isReplicating: false };
    };
    this.#peers = new Map([...urls].map(([node, url]) => [node, open(url)]));
  }

  send(to: number, payload: Uint8Array): void {
    const peer = this.#peers.get(to);
    const message = bullyCodec.decode(payload);
    if (peer !== undefined && message.kind === 'replicate' && peer.waiting.length < mostWaiting) {
      peer.waiting.push(...message.entries);
    } else if (peer !== undefined && message.kind !== 'replicate' && peer.inFlight < mostInFlight) {
      void this.#request(peer, requestOf(this.#nodeId, message));
    } else {
      this.counts.dropped += 1;
    }
  }

  /** Entries leave now; everything else has left at once. */
  flush(): void {
    for (const peer of this.#peers.values()) if (!peer.isReplicating) void this.#replicate(peer);
  }

  /** No connection is this one's to take: requests come by the node's routes. */
  accept(socket: { destroy(): unknown }): void {
    socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#peers.values()].map(({ client }) => client[Symbol.asyncDispose]()));
  }

  async #replicate(peer: Peer): Promise<void> {
    peer.isReplicating = true;
    while (peer.waiting.length > 0) {
      const entries = peer.waiting.splice(0, countOfNext(peer.waiting));
      const isAnswered = await this.#request(peer, requestOf(this.#nodeId, { kind: 'replicate', entries }));
      // What comes after entries that are lost would be refused; the other end says with a heartbeat what it lacks.
      if (!isAnswered) peer.waiting = [];
    }
    peer.isReplicating = false;
  }

  async #request(peer: Peer, request: HttpRequest): Promise<boolean> {
    const headers = { [sentHeader]: String(this.#clock.nowUs()) };
    peer.inFlight += 1;
    const { kind } = await peer.client.request({ ...request, headers, signal: this.#closing.signal });
    peer.inFlight -= 1;
    const isAnswered = kind === 'answered';
    this.counts[isAnswered ? 'sent' : 'dropped'] += 1;
    return isAnswered;
  }
}

/** How many of the entries go with one request: as many as it has room for, and one at least. */
function countOfNext(entries: readonly BullyEntry[]): number {
  let length = 0;
  const tooMany = entries.findIndex(({ content }, place) => {
    length += content.length;
    return place > 0 && (place === mostEntries || length > mostLength);
  });
  return tooMany < 0 ? entries.length : tooMany;
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
