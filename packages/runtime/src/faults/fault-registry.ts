import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { FaultSpecification } from '@temblor/lab/faults/fault';
import type { JournalFact } from '@temblor/lab/journal/event';
import type { AppliedFault, FaultView } from '@temblor/lab/world/world';
import type { LinkEvent } from '../links/link-proxies.ts';
import type { LiftCause } from './active-fault.ts';
import { ActiveFault } from './active-fault.ts';
import type { Place } from './apply-fault.ts';
import { actAt, placeOf } from './apply-fault.ts';
import type { FaultGround, LiftFault } from './fault-ground.ts';
import { switchKind } from './fault-switch.ts';
import { affectedLinks } from './link-fault.ts';

interface Entry {
  readonly fault: ActiveFault;
  readonly place: Place;
  /** The links that it acts on, by their proxies' ids; empty for the others. */
  readonly proxies: ReadonlySet<string>;
  /** Requests that crossed those links while it lasted: what tells "did not act" from "could not". */
  crossedRequests: number;
  lift: LiftFault;
}

/** How many faults that are over stay listed. */
const rememberedFaults = 50;

/** Every fault of one running system, those that act and the last that are over. */
export class FaultRegistry {
  readonly #ground: FaultGround;
  readonly #facts: (atUs: number, fact: JournalFact) => void;
  readonly #nextId: () => string;
  readonly #entries = new Map<string, Entry>();

  /** @param nextId gives ids that no other fault of the lab has. */
  constructor(ground: FaultGround, nextId: () => string, facts: (atUs: number, fact: JournalFact) => void) {
    this.#ground = ground;
    this.#nextId = nextId;
    this.#facts = facts;
  }

  views(): FaultView[] {
    return [...this.#entries.values()].filter(({ fault }) => !fault.isOver).map(({ fault }) => fault.view());
  }

  async apply(specification: FaultSpecification): Promise<AppliedFault> {
    const place = placeOf(specification, this.#ground);
    if (place.kind === 'switch') await this.#makeRoomAtSwitch(place.instance);
    const { clock } = this.#ground;
    const fault = new ActiveFault({ id: this.#nextId(), specification, clock, facts: this.#facts });
    const entry: Entry = {
      fault,
      place,
      proxies: proxiesOf(place, specification, this.#ground),
      crossedRequests: 0,
      lift: () => Promise.resolve(),
    };
    this.#entries.set(fault.id, entry);
    this.#forgetOldest();
    try {
      entry.lift = await actAt(place, fault, this.#ground);
    } catch (error) {
      fault.refute('it could not be applied');
      fault.end(clock.nowUs(), 'healed');
      throw error;
    }
    return fault;
  }

  /** @throws TemblorError `unknown-fault`. */
  async lift(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) {
      const known = this.views().map((fault) => fault.id);
      const hint = known.length === 0 ? 'no fault acts at the moment' : suggestName(id, known);
      throw usageError('unknown-fault', `there is no fault '${id}'`, hint);
    }
    if (!entry.fault.isOver) await entry.lift();
  }

  /** Ends every fault, because the system ends. */
  async endAll(): Promise<void> {
    for (const { fault, lift } of this.#entries.values()) {
      if (fault.isOver) continue;
      fault.end(this.#ground.clock.nowUs(), 'system-stopped');
      await lift();
    }
  }

  /** What the proxies report of faults and traffic. */
  onLinkEvent(event: LinkEvent): void {
    if (event.type === 'window') {
      for (const entry of this.#acting()) {
        if (entry.proxies.has(event.window.link)) entry.crossedRequests += event.window.requests;
      }
      return;
    }
    const entry = this.#entries.get(event.fault);
    if (entry === undefined) return;
    if (event.type === 'effect') entry.fault.confirm(event.atUs, event.detail);
    else this.#end(entry, event.atUs, event.cause);
  }

  /** A service's word that its switch acted. */
  onSwitchActed(instance: string, kind: string, atUs: number): void {
    for (const { fault, place } of this.#acting()) {
      const { specification } = fault;
      if (place.kind !== 'switch' || place.instance !== instance) continue;
      if (specification.kind !== 'latency' && specification.kind !== 'intermittent') {
        if (specification.kind !== 'incorrect-response') continue;
      }
      if (switchKind(specification.kind) === kind) fault.confirm(atUs, `${instance} reports its first altered answer`);
    }
  }

  /** A process is gone, and with it what acted inside. */
  onProcessExited(instance: string, atUs: number): void {
    for (const entry of this.#acting()) {
      const { target, kind } = entry.fault.specification;
      const inside = entry.place.kind === 'switch' || kind === 'pause';
      if (inside && 'instance' in target && target.instance === instance) this.#end(entry, atUs, 'process-ended');
    }
  }

  #acting(): Entry[] {
    return [...this.#entries.values()].filter(({ fault }) => !fault.isOver);
  }

  /** A switch plays one fault at a time: the newer takes the place of the older. */
  async #makeRoomAtSwitch(instance: string): Promise<void> {
    for (const entry of this.#acting()) {
      if (entry.place.kind !== 'switch' || entry.place.instance !== instance) continue;
      this.#end(entry, this.#ground.clock.nowUs(), 'replaced');
      await entry.lift();
    }
  }

  #end(entry: Entry, atUs: number, cause: LiftCause): void {
    entry.fault.end(atUs, cause, () =>
      entry.crossedRequests > 0
        ? { kind: 'not-confirmed', reason: `${entry.crossedRequests} requests crossed and none was affected` }
        : { kind: 'cannot-tell', reason: 'nothing crossed where it acts while it lasted' },
    );
  }

  #forgetOldest(): void {
    for (const [id, { fault }] of this.#entries) {
      if (this.#entries.size <= rememberedFaults) return;
      if (fault.isOver) this.#entries.delete(id);
    }
  }
}

function proxiesOf(place: Place, specification: FaultSpecification, ground: FaultGround): ReadonlySet<string> {
  if (place.kind !== 'links') return new Set();
  switch (specification.kind) {
    case 'crash':
    case 'pause':
    case 'incorrect-response':
      return new Set();
    default:
      return new Set(affectedLinks(specification, ground.topology).map(ground.proxyId));
  }
}
