import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { Random } from '@temblor/foundation/randomness/random';
import { seededRandom } from '@temblor/foundation/randomness/random';
import { linkEffect } from './faults/link-effect.ts';
import { Link } from './link.ts';
import type { LinkEvent, LinkFault } from './link-proxies.ts';

const windowMs = 1000;

interface ActiveFault {
  readonly links: readonly string[];
  readonly lease: NodeJS.Timeout;
  /** The end of the present period, where connections are reset in turn. */
  period: NodeJS.Timeout | undefined;
}

/** All links of a lab and the faults on them, with their leases. It runs in the worker; nothing here knows of that. */
export class ProxyEngine {
  readonly #nowUs: () => number;
  readonly #emit: (event: LinkEvent) => void;
  readonly #links = new Map<string, Link>();
  readonly #opening = new Set<string>();
  readonly #faults = new Map<string, ActiveFault>();
  readonly #windows: NodeJS.Timeout;

  constructor(nowUs: () => number, emit: (event: LinkEvent) => void) {
    this.#nowUs = nowUs;
    this.#emit = emit;
    this.#windows = setInterval(() => this.#emitWindows(this.#links.values()), windowMs);
  }

  /** @returns the port. @throws TemblorError `duplicate-link`. */
  async open(name: string, target: { host: string; port: number }): Promise<number> {
    if (this.#links.has(name) || this.#opening.has(name)) {
      throw new TemblorError('duplicate-link', `the link '${name}' is open already`);
    }
    this.#opening.add(name);
    try {
      const link = await Link.open(name, target, this.#nowUs);
      this.#links.set(name, link);
      return link.port;
    } finally {
      this.#opening.delete(name);
    }
  }

  async close(name: string): Promise<void> {
    const link = this.#links.get(name);
    if (link === undefined) return;
    this.#emitWindows([link]);
    this.#links.delete(name);
    await link.close();
  }

  /** @returns when it was armed. @throws TemblorError `unknown-link`, `duplicate-fault`. */
  apply(
    id: string,
    fault: LinkFault,
    names: readonly string[],
    { durationMs, seed }: { durationMs: number; seed: number },
  ): number {
    if (this.#faults.has(id)) throw new TemblorError('duplicate-fault', `the fault '${id}' acts already`);
    const links = names.map((name) => ({ name, link: this.#find(name) }));
    const effect = linkEffect(fault);
    const random = seededRandom(seed);
    const armedUs = this.#nowUs();
    const lease = setTimeout(() => this.#end(id, 'expired'), durationMs);
    const active: ActiveFault = { links: names, lease, period: undefined };
    this.#faults.set(id, active);
    let seen = false;
    for (const { name, link } of links) {
      const acted = (detail: string): void => {
        if (seen) return;
        seen = true;
        this.#emit({ type: 'effect', fault: id, link: name, atUs: this.#nowUs(), detail });
      };
      link.lay(id, { effect, random: random.fork(name), acted });
    }
    if (effect.resets !== undefined) this.#setResetting(id, active, true);
    if (effect.resets?.kind === 'in-turn') this.#takeTurns(id, active, effect.resets.nextPeriodMs, random);
    return armedUs;
  }

  lift(id: string): void {
    this.#end(id, 'healed');
  }

  /** Ends every fault and link. */
  async dispose(): Promise<void> {
    clearInterval(this.#windows);
    for (const id of this.#faults.keys()) this.#end(id, 'healed');
    await Promise.all([...this.#links.keys()].map((name) => this.close(name)));
  }

  #find(name: string): Link {
    const link = this.#links.get(name);
    if (link === undefined) throw new TemblorError('unknown-link', `there is no link '${name}'`);
    return link;
  }

  #setResetting(id: string, fault: ActiveFault, resetting: boolean): void {
    for (const name of fault.links) this.#links.get(name)?.setResetting(id, resetting);
  }

  #takeTurns(id: string, fault: ActiveFault, nextPeriodMs: (random: Random) => number, random: Random): void {
    let resetting = true;
    const change = (): void => {
      resetting = !resetting;
      this.#setResetting(id, fault, resetting);
      fault.period = setTimeout(change, nextPeriodMs(random));
    };
    fault.period = setTimeout(change, nextPeriodMs(random));
  }

  #end(id: string, cause: 'expired' | 'healed'): void {
    const fault = this.#faults.get(id);
    if (fault === undefined) return;
    this.#faults.delete(id);
    clearTimeout(fault.lease);
    clearTimeout(fault.period);
    for (const name of fault.links) this.#links.get(name)?.clear(id);
    this.#emit({ type: 'lifted', fault: id, atUs: this.#nowUs(), cause });
  }

  #emitWindows(links: Iterable<Link>): void {
    const nowUs = this.#nowUs();
    for (const link of links) {
      const window = link.takeWindow(nowUs);
      if (window !== undefined) this.#emit({ type: 'window', window });
    }
  }
}
