/** What is drawn into the time axis of every chart: faults, OFF and ON, phases, and TTD and TTR as lengths. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { FaultRecord } from '@temblor/lab/measure/fault-records';
import { effectOf, readFaults } from '@temblor/lab/measure/fault-records';
import { readIncidents } from '../model/incidents.ts';
import type { OrderedFacts } from '../model/ordered-facts.ts';

export interface FaultMark {
  readonly fault: string;
  /** The kind of fault and what it was aimed at. */
  readonly name: string;
  /** From its effect; from its application where no effect was seen. */
  readonly startUs: number;
  /** Null while it acts. */
  readonly endUs: number | null;
  readonly isConfirmed: boolean;
}

export interface HealthMark {
  readonly atUs: number;
  readonly instance: string;
  readonly state: 'ON' | 'OFF';
}

export interface PhaseMark {
  readonly name: string;
  readonly startUs: number;
  /** Null while it lasts. */
  readonly endUs: number | null;
}

export interface LengthMark {
  readonly kind: 'TTD' | 'TTR';
  readonly instance: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly ms: number;
}

export interface Marks {
  readonly faults: readonly FaultMark[];
  readonly health: readonly HealthMark[];
  readonly phases: readonly PhaseMark[];
  readonly lengths: readonly LengthMark[];
}

/** Of all facts these matter to marks; what suspects, starts or measures comes far more often and does not. */
const marking: ReadonlySet<JournalEvent['type']> = new Set([
  ...(['system-starting', 'phase-started', 'phase-finished', 'verdict', 'run-ended'] as const),
  ...(['fault-applied', 'fault-confirmed', 'fault-not-confirmed', 'fault-undetermined', 'fault-lifted'] as const),
  ...(['instance-off', 'instance-on'] as const),
]);

/** Reads the marks of one system from facts that grow: anew only when a fact has come that matters to them. */
export class MarkReader {
  readonly #facts: OrderedFacts;
  #marking = 0;
  #read: readonly JournalEvent[] = [];
  #late = 0;
  #marks: Marks = { faults: [], health: [], phases: [], lengths: [] };

  /** @param facts of one system, those that detection is measured from. */
  constructor(facts: OrderedFacts) {
    this.#facts = facts;
  }

  /** The marks by now; the same object until there are others. */
  read(): Marks {
    const facts = this.#facts.until(Number.POSITIVE_INFINITY);
    if (facts === this.#read) return this.#marks;
    const count = facts.filter(({ type }) => marking.has(type)).length;
    if (count > this.#marking || this.#facts.late > this.#late) {
      this.#marks = { ...sortFacts(facts), faults: readMarks(facts), lengths: readLengths(facts) };
    }
    this.#read = facts;
    this.#marking = count;
    this.#late = this.#facts.late;
    return this.#marks;
  }
}

function sortFacts(facts: readonly JournalEvent[]): Pick<Marks, 'health' | 'phases'> {
  const health: HealthMark[] = [];
  const phases: PhaseMark[] = [];
  for (const fact of facts) {
    switch (fact.type) {
      case 'instance-off':
      case 'instance-on':
        health.push({ atUs: fact.atUs, instance: fact.instance, state: fact.type === 'instance-on' ? 'ON' : 'OFF' });
        break;
      case 'phase-started':
        phases.push({ name: fact.phase, startUs: fact.atUs, endUs: null });
        break;
      case 'phase-finished':
      case 'run-ended':
        endPhase(phases, fact.atUs);
        break;
      default:
    }
  }
  return { health, phases };
}

/** What came to nothing was never there. */
function readMarks(facts: readonly JournalEvent[]): FaultMark[] {
  return readFaults(facts)
    .filter(({ cameToNothing }) => !cameToNothing)
    .map(markOf);
}

function markOf(fault: FaultRecord): FaultMark {
  return {
    fault: fault.fault,
    name: [fault.kind, fault.target].filter((part) => part !== '').join(' '),
    startUs: effectOf(fault) ?? fault.appliedAtUs,
    endUs: fault.liftedAtUs ?? null,
    isConfirmed: fault.evidence.kind === 'confirmed',
  };
}

function endPhase(phases: PhaseMark[], atUs: number): void {
  const open = phases.at(-1);
  if (open !== undefined && open.endUs === null) phases[phases.length - 1] = { ...open, endUs: atUs };
}

function readLengths(facts: readonly JournalEvent[]): readonly LengthMark[] {
  return readIncidents(facts).flatMap(({ instance, effectAtUs, offAtUs, liftedAtUs, onAtUs, ttdMs, ttrMs }) => {
    const lengths: LengthMark[] = [];
    if (ttdMs !== null && effectAtUs !== null && offAtUs !== null) {
      lengths.push({ kind: 'TTD', instance, startUs: effectAtUs, endUs: offAtUs, ms: ttdMs });
    }
    if (ttrMs !== null && liftedAtUs !== null && onAtUs !== null) {
      lengths.push({ kind: 'TTR', instance, startUs: liftedAtUs, endUs: onAtUs, ms: ttrMs });
    }
    return lengths;
  });
}
