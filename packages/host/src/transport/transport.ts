/**
 * Messages between the nodes of a cluster over TCP, one connection for each pair and direction. Dial and listen addresses
 * are the caller's: between them may stand the proxies of a lab.
 *
 * Not here: encryption, and proof of who calls. The network between the nodes is trusted; the name of the cluster and the
 * checksums guard against mistakes.
 */
import type { Random } from '@temblor/foundation/randomness/random';
import { Listener } from './listener.ts';
import type { Address } from './outgoing-link.ts';
import { OutgoingLink } from './outgoing-link.ts';

export interface TransportOptions {
  readonly node: number;
  readonly cluster: string;
  readonly protocol: string;
  /** Port 0: one that the system gives. */
  readonly listen: Address;
  /** Where another node is called, asked before every attempt; undefined where that is not known (yet). */
  readonly addressOf: (node: number) => Address | undefined;
  readonly random: Random;
  /** The longest message, and the bound of what waits for one node. */
  readonly maximumBytes: number;
  readonly received: (from: number, payload: Uint8Array) => void;
  /** Told of refusals in both directions, in a sentence each. */
  readonly trouble: (text: string) => void;
}

export class Transport implements AsyncDisposable {
  readonly #options: TransportOptions;
  readonly #listener: Listener;
  readonly #links = new Map<number, OutgoingLink>();
  readonly #unflushed = new Set<OutgoingLink>();

  private constructor(options: TransportOptions, listener: Listener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** @throws `cannot-listen`. */
  static async open(options: TransportOptions): Promise<Transport> {
    const { node, cluster, protocol, listen, maximumBytes, received, trouble } = options;
    const own = { to: node, cluster, protocol };
    const refused = (reason: string) => trouble(`refused a caller: ${reason}`);
    return new Transport(options, await Listener.open({ listen, own, maximumBytes, received, refused }));
  }

  /** Where this node is called. */
  get address(): Address {
    return this.#listener.address;
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

  /** Sends, or drops and counts; what is sent leaves with the next `flush`. */
  send(to: number, payload: Uint8Array): void {
    const link = this.#links.get(to) ?? this.#openLink(to);
    link.send(payload);
    this.#unflushed.add(link);
  }

  /** Writes what was sent since the last time, to each node in one piece. */
  flush(): void {
    for (const link of this.#unflushed) link.flush();
    this.#unflushed.clear();
  }

  #openLink(to: number): OutgoingLink {
    const { node, cluster, protocol, random, maximumBytes, addressOf, trouble } = this.#options;
    const link = new OutgoingLink({
      hello: { from: node, to, cluster, protocol },
      address: () => addressOf(to),
      random,
      maximumBytes,
      trouble,
    });
    this.#links.set(to, link);
    return link;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const link of this.#links.values()) link[Symbol.dispose]();
    await this.#listener[Symbol.asyncDispose]();
  }
}
