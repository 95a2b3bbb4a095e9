/** Which facts belong to which of the faults that were injected by hand. */
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import type { PhaseRun } from '@temblor/lab/measure/phase-runs';
import { groupsOf } from './fault-model.ts';

/** The facts that one fault injected by hand is measured from. */
export interface HandWatch {
  readonly events: JournalEvent[];
  /** The instances that are watched, until something else happens to them: until when. */
  readonly untilUs: Map<string, number>;
  /** The instances that were put OFF. */
  readonly off: Set<string>;
  isLifted: boolean;
  /** A partition is told of the instances that it put OFF alone: which ones it should put OFF nobody has said. */
  readonly isPartition: boolean;
}

/**
 * Every fault that was injected by hand, outside of phases, with its facts.
 *
 * @param facts of one system, in order of time.
 */
export function readHandWatches(facts: readonly JournalEvent[], phases: readonly PhaseRun[]): readonly HandWatch[] {
  const watches = new HandWatches(phases);
  for (const fact of facts) watches.deal(fact);
  return watches.watches;
}

/** Deals facts out to the faults that were injected by hand. */
class HandWatches {
  readonly watches: HandWatch[] = [];
  /** The faults that phases applied. */
  readonly #ofPhases: ReadonlySet<string>;
  readonly #byFault = new Map<string, HandWatch>();
  /** By the instance that is being watched. */
  readonly #byInstance = new Map<string, HandWatch>();
  readonly #instances = new Set<string>();

  constructor(phases: readonly PhaseRun[]) {
    this.#ofPhases = new Set(phases.flatMap(({ faults }) => faults.map(nameOf)));
  }

  deal(fact: JournalEvent): void {
    switch (fact.type) {
      case 'system-starting':
        for (const { id } of fact.topology?.instances ?? []) this.#instances.add(id);
        this.#byFault.clear();
        this.#endAll(fact.atUs);
        return;
      case 'phase-started':
        this.#endAll(fact.atUs);
        return;
      case 'fault-applied':
        this.#apply(fact);
        return;
      case 'fault-confirmed':
      case 'fault-not-confirmed':
      case 'fault-undetermined':
      case 'fault-lifted':
        this.#learn(fact);
        return;
      case 'instance-on':
      case 'instance-off':
      case 'instance-suspected':
        this.#tell(fact);
        return;
      default:
        if (fact.type === 'process-started') this.#instances.add(fact.instance);
    }
  }

  #apply(fact: JournalEventOf<'fault-applied'>): void {
    const { atUs, fault, target } = fact;
    this.#byFault.delete(fault);
    if (this.#ofPhases.has(nameOf({ fault, appliedAtUs: atUs }))) return;
    const groups = groupsOf(target);
    const named = groups.length > 0 ? groups.flat() : aimedAt(target);
    const instances = named.filter((name) => this.#instances.has(name));
    const untilUs = new Map(instances.map((instance) => [instance, Number.POSITIVE_INFINITY]));
    const watch = { events: [fact], untilUs, off: new Set<string>(), isLifted: false, isPartition: groups.length > 0 };
    for (const instance of untilUs.keys()) {
      this.#end(instance, atUs);
      this.#byInstance.set(instance, watch);
    }
    this.#byFault.set(fault, watch);
    this.watches.push(watch);
  }

  #learn(
    fact: JournalEventOf<'fault-confirmed' | 'fault-not-confirmed' | 'fault-undetermined' | 'fault-lifted'>,
  ): void {
    const watch = this.#byFault.get(fact.fault);
    watch?.events.push(fact);
    if (watch !== undefined && fact.type === 'fault-lifted') watch.isLifted = true;
  }

  #tell(fact: JournalEventOf<'instance-on' | 'instance-off' | 'instance-suspected'>): void {
    const { instance, type, atUs } = fact;
    this.#instances.add(instance);
    const watch = this.#byInstance.get(instance);
    if (watch === undefined) return;
    watch.events.push(fact);
    if (type === 'instance-off') watch.off.add(instance);
    if (type !== 'instance-on') return;
    if (watch.isLifted && watch.off.has(instance)) this.#end(instance, atUs);
    watch.off.delete(instance);
  }

  #end(instance: string, atUs: number): void {
    this.#byInstance.get(instance)?.untilUs.set(instance, atUs);
    this.#byInstance.delete(instance);
  }

  #endAll(atUs: number): void {
    for (const instance of [...this.#byInstance.keys()]) this.#end(instance, atUs);
  }
}

/** The instance, or the provider of the link; a store is none of the instances that are known. */
function aimedAt(target: unknown): readonly string[] {
  if (typeof target !== 'object' || target === null) return [];
  if ('instance' in target && typeof target.instance === 'string') return [target.instance];
  if ('link' in target && typeof target.link === 'string') return target.link.split('->').slice(1);
  return [];
}

/** Names of faults are given again by another lab. */
function nameOf({ fault, appliedAtUs }: { readonly fault: string; readonly appliedAtUs: number }): string {
  return `${appliedAtUs} ${fault}`;
}
