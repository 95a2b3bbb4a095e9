import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { Random } from '@temblor/foundation/randomness/random';
import type { ConnectionLink } from './connection.ts';
import { Connection } from './connection.ts';
import type { LinkEffect } from './faults/effect.ts';
import type { LaneRule } from './lane.ts';
import { createLaneRule, Lane } from './lane.ts';
import { LinkMeter } from './link-meter.ts';
import type { LinkWindow } from './link-proxies.ts';

/** More connections than this at once are closed as they come. */
const connectionLimit = 10_000;

/** A fault as it lies on one link. */
export interface LaidFault {
  readonly effect: LinkEffect;
  /** The link's own randomness of this fault. */
  readonly random: Random;
  /** To be called when the fault acted; what it did is said in words. */
  readonly acted: (detail: string) => void;
}

interface Laid extends LaidFault {
  readonly forwardRule: LaneRule;
  readonly backRule: LaneRule;
  resetting: boolean;
}

/** The proxy of one link: a listening socket, its connections, and the faults that lie on it. */
export class Link {
  readonly port: number;
  readonly #server: Server;
  readonly #nowUs: () => number;
  readonly #shared: ConnectionLink;
  readonly #connections = new Set<Connection>();
  readonly #faults = new Map<string, Laid>();

  private constructor(
    server: Server,
    port: number,
    name: string,
    target: ConnectionLink['target'],
    nowUs: () => number,
  ) {
    this.#server = server;
    this.port = port;
    this.#nowUs = nowUs;
    this.#shared = {
      target,
      forward: new Lane(nowUs),
      back: new Lane(nowUs),
      meter: new LinkMeter(name, nowUs()),
      nowUs,
      breaksRequest: () => this.#breaksRequest(),
      closed: (connection) => this.#connections.delete(connection),
    };
    server.on('connection', (socket) => this.#accept(socket));
  }

  /** Listens on a free port of the loopback interface. Rejects with the system's error where that fails. */
  static async open(name: string, target: ConnectionLink['target'], nowUs: () => number): Promise<Link> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    server.maxConnections = connectionLimit;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
    return new Link(server, portOf(server.address()), name, target, nowUs);
  }

  /** Lays a fault on the link. It acts on open connections too. */
  lay(id: string, fault: LaidFault): void {
    const rule = (effect: LinkEffect['forward']): LaneRule =>
      createLaneRule(effect, { random: fault.random, acted: fault.acted, nowUs: this.#nowUs() });
    const { forward, back } = fault.effect;
    this.#faults.set(id, { ...fault, forwardRule: rule(forward), backRule: rule(back), resetting: false });
    this.#faultsChanged();
  }

  /** Takes a fault away; one that is not there is no error. */
  clear(id: string): void {
    if (this.#faults.delete(id)) this.#faultsChanged();
  }

  /** Begins or ends a period in which a fault resets every connection. */
  setResetting(id: string, resetting: boolean): void {
    const fault = this.#faults.get(id);
    if (fault === undefined) return;
    fault.resetting = resetting;
    if (!resetting || this.#connections.size === 0) return;
    fault.acted(`${this.#connections.size} open connections were reset`);
    for (const connection of this.#connections) connection.reset();
  }

  /** Ends the window. @returns undefined where nothing was open in it and nothing happened. */
  takeWindow(nowUs: number): LinkWindow | undefined {
    return this.#shared.meter.take(nowUs, this.#connections.size);
  }

  /** Stops listening and resets what is open. */
  close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of this.#connections) connection.reset();
    this.#shared.forward.close();
    this.#shared.back.close();
    return closed;
  }

  #accept(socket: Socket): void {
    const resetting = [...this.#faults.values()].find((fault) => fault.resetting);
    if (resetting === undefined) {
      this.#connections.add(new Connection(socket, this.#shared));
      return;
    }
    resetting.acted('a new connection was reset');
    this.#shared.meter.errors += 1;
    socket.on('error', () => undefined);
    socket.resetAndDestroy();
  }

  #breaksRequest(): boolean {
    if (this.#faults.size === 0) return false;
    for (const fault of this.#faults.values()) {
      if (fault.effect.breaksRequest?.(fault.random) !== true) continue;
      fault.acted('a request was answered by a reset');
      return true;
    }
    return false;
  }

  #faultsChanged(): void {
    const faults = [...this.#faults.values()];
    const lying = (rule: LaneRule): boolean => Object.keys(rule.effect).length > 0;
    this.#shared.forward.setRules(faults.map((fault) => fault.forwardRule).filter(lying));
    this.#shared.back.setRules(faults.map((fault) => fault.backRule).filter(lying));
    for (const connection of this.#connections) connection.lanesChanged();
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}
