import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { FaultSpecification } from '@temblor/lab/faults/fault';
import type { JournalEventOf, JournalFact } from '@temblor/lab/journal/event';
import type { AppliedFault, FaultView } from '@temblor/lab/world/world';
import type { LinkEvent } from '../links/link-proxies.ts';
import type { LiftCause } from './active-fault.ts';
import { ActiveFault } from './active-fault.ts';
import type { Place } from './apply-fault.ts';
import { actAt, placeOf } from './apply-fault.ts';
import type { FaultGround, LiftFault } from './fault-ground.ts';
import { nothingToLift } from './fault-ground.ts';
import { switchEffect, switchKind } from './fault-switch.ts';
import { affectedLinks } from './link-fault.ts';
import { withUsualValue } from './usual-value.ts';

interface Entry {
  readonly fault: ActiveFault;
  readonly place: Place;
  /** The links that it acts on, by their proxies' ids; empty for the others. */
  readonly proxies: ReadonlySet<string>;
  /** Requests that crossed those links while it lasted: what tells "did not act" from "could not". */
  crossedRequests: number;
  /** What ends it before its time, known once it is applied. */
  readonly lift: Promise<LiftFault>;
}

/** How many faults that are over stay listed. */
const rememberedFaults = 50;

/** Every fault of one running system, those that act and the last that are over. */
export class FaultRegistry {
  readonly #ground: FaultGround;
  readonly #facts: (atUs: number, fact: JournalFact) => void;
  readonly #nextId: () => string;
  readonly #entries = new Map<string, Entry>();
  /** The last application at each place that holds one fault at a time; never rejects. */
  readonly #turns = new Map<string, Promise<void>>();

  /** @param nextId gives ids that no other fault of the lab has. */
  constructor(ground: FaultGround, nextId: () => string, facts: (atUs: number, fact: JournalFact) => void) {
    this.#ground = ground;
    this.#nextId = nextId;
    this.#facts = facts;
  }

  views(): FaultView[] {
    return [...this.#entries.values()].filter(({ fault }) => !fault.isOver).map(({ fault }) => fault.view());
  }

  /**
   * Applies a fault. A process and a switch hold one at a time: a newer one takes the place of the older.
   *
   * @throws TemblorError as `placeOf`, `fault-not-lifted` where the older one cannot be ended, and what the parts throw.
   */
  async apply(asked: FaultSpecification): Promise<AppliedFault> {
    const place = placeOf(asked, this.#ground);
    const specification = withUsualValue(asked, this.#ground);
    if (place.kind === 'links') return this.#applyAt(place, specification);
    const key = holderOf(place);
    const applied = (this.#turns.get(key) ?? Promise.resolve()).then(async () => {
      await this.#makeRoom(place, specification);
      return this.#applyAt(place, specification);
    });
    this.#turns.set(
      key,
      applied.then(
        () => {},
        () => {}, // whoever applied it hears of it
      ),
    );
    return applied;
  }

  async #applyAt(place: Place, specification: FaultSpecification): Promise<AppliedFault> {
    const { clock } = this.#ground;
    const fault = new ActiveFault({ id: this.#nextId(), specification, clock, facts: this.#facts });
    const entry: Entry = {
      fault,
      place,
      proxies: proxiesOf(place, specification, this.#ground),
      crossedRequests: 0,
      lift: actAt(place, fault, this.#ground),
    };
    this.#entries.set(fault.id, entry);
    this.#forgetOldest();
    try {
      await entry.lift;
    } catch (error) {
      fault.refute('it could not be applied');
      fault.end(clock.nowUs(), 'healed');
      throw error;
    }
    return fault;
  }

  /** Ends a fault before its time, once it is applied. @throws TemblorError `unknown-fault`, `fault-not-lifted`. */
  async lift(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) {
      const known = this.views().map((fault) => fault.id);
      const hint = known.length === 0 ? 'no fault acts at the moment' : suggestName(id, known);
      throw usageError('unknown-fault', `there is no fault '${id}'`, hint);
    }
    await liftNow(entry, 'healed');
  }

  /** Ends every fault, because the system ends; what acts in a process ends with it. Never rejects. */
  async endAll(): Promise<void> {
    const acting = this.#acting();
    for (const entry of acting) this.#end(entry, this.#ground.clock.nowUs(), 'system-stopped');
    // A link that cannot be healed any more must not keep the others, nor the system's end.
    await Promise.allSettled(
      acting.filter(({ place }) => place.kind === 'links').map(async ({ lift }) => (await lift)('healed')),
    );
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

  /** A service's word that its switch acted. One that does not name the fault may tell of one before it: time decides. */
  onSwitchActed(acted: Pick<JournalEventOf<'switch-acted'>, 'instance' | 'kind' | 'fault'>, atUs: number): void {
    for (const { fault, place } of this.#acting()) {
      if (place.kind !== 'switch' || place.instance !== acted.instance) continue;
      if (acted.fault !== undefined && acted.fault !== fault.id) continue;
      if (switchKind(fault.specification) !== acted.kind || atUs < fault.appliedAtUs) continue;
      fault.confirm(atUs, `${acted.instance} reports its first ${switchEffect(fault.specification)}`);
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

  /** Ends the older fault of a place that holds one at a time. One that will find no process takes nobody's place. */
  async #makeRoom(place: Exclude<Place, { kind: 'links' }>, newer: FaultSpecification): Promise<void> {
    if (this.#ground.supervised(place.instance).view().pid === null) return;
    for (const entry of this.#acting()) {
      if (entry.place.kind === 'links' || holderOf(entry.place) !== holderOf(place)) continue;
      // A paused process is killed as it is: continued before, it would work again for a moment.
      if (newer.kind === 'crash' && entry.fault.specification.kind === 'pause') continue;
      await liftNow(entry, 'replaced');
    }
  }

  #end({ fault, place, crossedRequests }: Entry, atUs: number, cause: LiftCause): void {
    if (place.kind === 'links') {
      if (crossedRequests > 0) fault.refute(`${crossedRequests} requests crossed and none was affected`);
      else fault.doubt('nothing crossed where it acts while it lasted');
    }
    fault.end(atUs, cause);
  }

  #forgetOldest(): void {
    for (const [id, { fault }] of this.#entries) {
      if (this.#entries.size <= rememberedFaults) return;
      if (fault.isOver) this.#entries.delete(id);
    }
  }
}

/** What holds one fault at a time: a process, or one of the switches of an instance. */
function holderOf(place: Exclude<Place, { kind: 'links' }>): string {
  return place.kind === 'switch' ? `switch ${place.instance} ${place.path}` : `process ${place.instance}`;
}

async function liftNow({ fault, lift }: Entry, cause: Parameters<LiftFault>[0]): Promise<void> {
  if (fault.isOver) return;
  const end = await lift.catch(() => nothingToLift); // whoever applied it hears of it
  await end(cause);
}

function proxiesOf(place: Place, specification: FaultSpecification, ground: FaultGround): ReadonlySet<string> {
  if (place.kind !== 'links') return new Set();
  switch (specification.kind) {
    case 'crash':
    case 'pause':
    case 'restart':
    case 'incorrect-response':
    case 'flag':
      return new Set();
    default:
      return new Set(affectedLinks(specification, ground.topology).map(ground.proxyId));
  }
}
