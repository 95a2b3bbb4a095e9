/**
 * Messages between the nodes of a cluster over TCP, one connection for each pair and direction. How connections are made is
 * the caller's: between the nodes may stand the proxies of a lab, and a node may take them at a port that it has anyway.
 *
 * Not here: encryption, and proof of who calls. The network between the nodes is trusted; the name of the cluster and the
 * checksums guard against mistakes.
 */

import type { Socket } from 'node:net';
import type { Random } from '@temblor/foundation/randomness/random';
import { IncomingLinks } from './incoming-links.ts';
import { Listener } from './listener.ts';
import { OutgoingLink } from './outgoing-link.ts';
import type { Address, Dial } from './tcp-dial.ts';

export interface TransportOptions {
  readonly node: number;
  readonly cluster: string;
  readonly protocol: string;
  /** Port 0: one that the system gives. Absent: connections come by `accept` alone. */
  readonly listen?: Address;
  readonly dial: Dial;
  readonly random: Random;
  /** The longest message, and the bound of what waits for one node. */
  readonly maximumBytes: number;
  readonly received: (from: number, payload: Uint8Array) => void;
  /** The connection by which a node called this one broke: its process may have ended, or the network between them. */
  readonly lost?: (from: number) => void;
  /** Told of refusals in both directions, in a sentence each. */
  readonly trouble: (text: string) => void;
}

/** How a node's messages get to the others, and theirs to it: over connections of frames, or in another way of the program's. */
export interface NodeTransport extends AsyncDisposable {
  readonly address: Address | undefined;
  readonly counts: { readonly sent: number; readonly dropped: number };
  accept(socket: Socket): void;
  /** Makes a connection to a node before there is anything to send. Absent: messages need none. */
  connect?(to: number): void;
  send(to: number, payload: Uint8Array): void;
  flush(): void;
}

export class Transport implements NodeTransport {
  readonly #options: TransportOptions;
  readonly #incoming: IncomingLinks;
  readonly #listener: Listener | undefined;
  readonly #links: Map<number, OutgoingLink>;
  readonly #unflushed = new Set<OutgoingLink>();

  private constructor(
    options: TransportOptions,
    incoming: IncomingLinks,
    listener: Listener | undefined,
    links: Map<number, OutgoingLink>,
  ) {
    this.#options = options;
    this.#incoming = incoming;
    this.#listener = listener;
    this.#links = links;
  }

  /** @throws `cannot-listen`. */
  static async open(options: TransportOptions): Promise<Transport> {
    const { node, cluster, protocol, listen, maximumBytes, received, lost = () => {}, trouble } = options;
    const own = { to: node, cluster, protocol };
    const refused = (reason: string) => trouble(`refused a caller: ${reason}`);
    const links = new Map<number, OutgoingLink>();
    // Who calls runs again, and is called back.
    const welcomed = (from: number) => links.get(from)?.connect();
    const incoming = new IncomingLinks({ own, maximumBytes, received, welcomed, lost, refused });
    const listener = listen && (await Listener.open(listen, (socket) => incoming.take(socket)));
    return new Transport(options, incoming, listener, links);
  }

  /** Where this node is called; undefined where it has no port of its own. */
  get address(): Address | undefined {
    return this.#listener?.address;
  }

  /** Takes a connection of another node that came in elsewhere. */
  accept(socket: Socket): void {
    this.#incoming.take(socket);
  }

  /** Sums over all links. */
  get counts(): { readonly sent: number; readonly dropped: number } {
    let [sent, dropped] = [0, 0];
    for (const { counts } of this.#links.values()) {
      sent += counts.sent;
      dropped += counts.dropped;
    }
    return { sent, dropped };
  }

  connect(to: number): void {
    this.#linkTo(to).connect();
  }

  /** Sends, or drops and counts; what is sent leaves with the next `flush`. */
  send(to: number, payload: Uint8Array): void {
    const link = this.#linkTo(to);
    link.send(payload);
    this.#unflushed.add(link);
  }

  /** Writes what was sent since the last time, to each node in one piece. */
  flush(): void {
    for (const link of this.#unflushed) link.flush();
    this.#unflushed.clear();
  }

  #linkTo(to: number): OutgoingLink {
    const known = this.#links.get(to);
    if (known !== undefined) return known;
    const { node, cluster, protocol, random, maximumBytes, dial, trouble } = this.#options;
    const link = new OutgoingLink({
      hello: { from: node, to, cluster, protocol },
      dial,
      random,
      maximumBytes,
      trouble,
    });
    this.#links.set(to, link);
    return link;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const link of this.#links.values()) link[Symbol.dispose]();
    this.#incoming[Symbol.dispose]();
    await this.#listener?.[Symbol.asyncDispose]();
  }
}
