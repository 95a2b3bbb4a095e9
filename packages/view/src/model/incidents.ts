/** What a fault led to: the moments from its effect to the return of each instance that it concerned. */
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import type { InstanceDetection } from '@temblor/lab/measure/detection';
import { measureDetections } from '@temblor/lab/measure/detection';
import type { FaultRecord } from '@temblor/lab/measure/fault-records';
import { effectOf, readFaults } from '@temblor/lab/measure/fault-records';
import { valueOrNull } from '@temblor/lab/measure/measured';
import type { PhaseRun } from '@temblor/lab/measure/phase-runs';
import { noLimits, readPhaseRuns } from '@temblor/lab/measure/phase-runs';
import { groupsOf } from './fault-model.ts';

/** One fault and one instance. Times are microseconds; a moment that was not seen is null. */
export interface Incident {
  readonly fault: string;
  readonly kind: string;
  readonly instance: string;
  readonly appliedAtUs: number;
  readonly effectAtUs: number | null;
  readonly offAtUs: number | null;
  readonly liftedAtUs: number | null;
  readonly onAtUs: number | null;
  /** From the effect to OFF, and from the lifting to ON, as `lab/measure` defines them; null where not measured. */
  readonly ttdMs: number | null;
  readonly ttrMs: number | null;
  readonly detector: string | null;
}

/** The facts that one phase, or one fault injected by hand, is measured from. */
interface Watch {
  /** Undefined for a fault injected by hand. */
  readonly phase: JournalEventOf<'phase-started'> | undefined;
  readonly events: JournalEvent[];
  /** For a fault injected by hand: the instances that are watched, until something else happens to them. */
  readonly instances: Set<string>;
  /** A partition is told of the instances that it put OFF alone: which ones it should put OFF nobody has said. */
  readonly isPartition: boolean;
}

/**
 * The incidents of a system, in order of application: of a phase, by the instances that it watches; of a fault injected
 * by hand, by the instances that it was aimed at (a link's provider, the members of a partition that were put OFF), until
 * the next fault on that instance or the system's next start.
 *
 * One pass: the facts are dealt out to the phase or fault that they belong to, and each lot is measured by itself.
 *
 * @param facts of one system, in order of arrival.
 * @param untilUs later facts do not count.
 */
export function readIncidents(facts: readonly JournalEvent[], untilUs: number): readonly Incident[] {
  const seen = facts.filter(({ atUs }) => atUs <= untilUs).sort((left, right) => left.atUs - right.atUs);
  const dealer = new Dealer();
  for (const fact of seen) dealer.deal(fact);
  return dealer.watches.flatMap(measureWatch).sort((left, right) => left.appliedAtUs - right.appliedAtUs);
}

class Dealer {
  readonly watches: Watch[] = [];
  readonly #byFault = new Map<string, Watch>();
  /** The faults injected by hand of which an instance is being watched. */
  readonly #byInstance = new Map<string, Watch>();
  readonly #instances = new Set<string>();
  #phase: Watch | undefined;

  deal(fact: JournalEvent): void {
    switch (fact.type) {
      case 'system-starting':
        for (const { id } of fact.topology?.instances ?? []) this.#instances.add(id);
        this.#endAll();
        return;
      case 'phase-started':
        this.#byInstance.clear();
        this.#phase = { phase: fact, events: [fact], instances: new Set(), isPartition: false };
        this.watches.push(this.#phase);
        return;
      case 'phase-finished':
        this.#phase?.events.push(fact);
        this.#phase = undefined;
        return;
      case 'verdict':
      case 'run-ended':
        this.#phase = undefined; // a run that broke has not finished its phase
        return;
      case 'fault-applied':
        this.#apply(fact);
        return;
      case 'fault-confirmed':
      case 'fault-not-confirmed':
      case 'fault-undetermined':
      case 'fault-lifted':
        this.#byFault.get(fact.fault)?.events.push(fact);
        return;
      case 'instance-on':
      case 'instance-off':
      case 'instance-suspected':
        this.#tell(fact.instance, fact);
        return;
      default:
        if (fact.type === 'process-started') this.#instances.add(fact.instance);
    }
  }

  #apply(fact: JournalEventOf<'fault-applied'>): void {
    const watch = this.#phase ?? this.#watchByHand(fact);
    watch.events.push(fact);
    this.#byFault.set(fact.fault, watch);
  }

  #watchByHand(fact: JournalEventOf<'fault-applied'>): Watch {
    const groups = groupsOf(fact.target);
    const named = groups.length > 0 ? groups.flat() : aimedAt(fact.target);
    const instances = new Set(named.filter((name) => this.#instances.has(name)));
    const watch: Watch = { phase: undefined, events: [], instances, isPartition: groups.length > 0 };
    for (const instance of instances) this.#byInstance.set(instance, watch);
    this.watches.push(watch);
    return watch;
  }

  #tell(instance: string, fact: JournalEvent): void {
    this.#instances.add(instance);
    (this.#phase ?? this.#byInstance.get(instance))?.events.push(fact);
  }

  #endAll(): void {
    this.#byInstance.clear();
    this.#byFault.clear();
    this.#phase = undefined;
  }
}

/** The instance, or the provider of the link; a store is none of the instances that are known. */
function aimedAt(target: unknown): readonly string[] {
  if (typeof target !== 'object' || target === null) return [];
  if ('instance' in target && typeof target.instance === 'string') return [target.instance];
  if ('link' in target && typeof target.link === 'string') return target.link.split('->').slice(1);
  return [];
}

function measureWatch(watch: Watch): readonly Incident[] {
  const runs = watch.phase === undefined ? byHand(watch) : readPhaseRuns(watch.events);
  return runs.flatMap((run) =>
    measureDetections(run, watch.events).flatMap((detection) => {
      if (watch.isPartition && detection.offAtUs === undefined) return [];
      return incidentOf(run.faults, detection) ?? [];
    }),
  );
}

/** A fault injected by hand as a phase of its own, with no end. */
function byHand(watch: Watch): readonly PhaseRun[] {
  const faults = readFaults(watch.events);
  const startUs = faults[0]?.appliedAtUs ?? 0;
  return [
    {
      phase: faults[0]?.fault ?? '',
      repeat: 1,
      startUs,
      endUs: Number.POSITIVE_INFINITY,
      finished: false,
      completed: false,
      detail: 'injected by hand',
      watch: [...watch.instances],
      limits: noLimits,
      faults,
    },
  ];
}

/** The faults on the instance itself; where there are none, those that concern everyone who is watched. */
function incidentOf(faults: readonly FaultRecord[], detection: InstanceDetection): Incident | undefined {
  const direct = faults.filter(({ instance }) => instance === detection.instance);
  const own = direct.length > 0 ? direct : faults;
  const [first] = own;
  if (first === undefined) return undefined;
  const effects = own.flatMap((fault) => effectOf(fault) ?? []);
  const lifted = own.flatMap(({ liftedAtUs }) => liftedAtUs ?? []);
  return {
    fault: first.fault,
    kind: first.kind,
    instance: detection.instance,
    appliedAtUs: first.appliedAtUs,
    effectAtUs: effects.length === 0 ? null : Math.min(...effects),
    offAtUs: detection.offAtUs ?? null,
    liftedAtUs: lifted.length === own.length ? Math.max(...lifted) : null,
    onAtUs: detection.onAtUs ?? null,
    ttdMs: valueOrNull(detection.ttdMs),
    ttrMs: valueOrNull(detection.ttrMs),
    detector: detection.detector ?? null,
  };
}
