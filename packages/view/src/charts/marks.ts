/** What is drawn into the time axis of every chart: faults, OFF and ON, phases, and TTD and TTR as lengths. */
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import { readIncidents } from '../model/incidents.ts';

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
  readonly #facts: readonly JournalEvent[];
  readonly #marking: JournalEvent[] = [];
  #read = 0;
  #marks: Marks = { faults: [], health: [], phases: [], lengths: [] };

  /** @param facts of one system, in order; the earlier part does not change. */
  constructor(facts: readonly JournalEvent[]) {
    this.#facts = facts;
  }

  /** The marks by now; the same object until there are others. */
  read(): Marks {
    const known = this.#marking.length;
    for (; this.#read < this.#facts.length; this.#read += 1) {
      const fact = this.#facts[this.#read];
      if (fact !== undefined && marking.has(fact.type)) this.#marking.push(fact);
    }
    if (this.#marking.length > known) {
      this.#marks = { ...sortFacts(this.#marking), lengths: readLengths(this.#marking) };
    }
    return this.#marks;
  }
}

function sortFacts(facts: readonly JournalEvent[]): Omit<Marks, 'lengths'> {
  const faults = new Map<string, FaultMark>();
  const intermittent = new Set<string>();
  const health: HealthMark[] = [];
  const phases: PhaseMark[] = [];
  for (const fact of facts) {
    switch (fact.type) {
      case 'fault-applied':
        if (fact.kind === 'intermittent') intermittent.add(fact.fault);
        faults.set(fact.fault, appliedFault(fact));
        break;
      case 'fault-confirmed': {
        const startUs = intermittent.has(fact.fault) ? {} : { startUs: fact.effectAtUs };
        change(faults, fact.fault, { isConfirmed: true, ...startUs });
        break;
      }
      case 'fault-lifted':
        change(faults, fact.fault, { endUs: fact.atUs });
        break;
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
  return { faults: [...faults.values()], health, phases };
}

function appliedFault(fact: JournalEventOf<'fault-applied'>): FaultMark {
  const name = [fact.kind, targetOf(fact.target)].filter((part) => part !== '').join(' ');
  return { fault: fact.fault, name, startUs: fact.atUs, endUs: null, isConfirmed: false };
}

function targetOf(target: unknown): string {
  if (typeof target !== 'object' || target === null) return '';
  return Object.values(target)
    .flat()
    .map((part) => (Array.isArray(part) ? part.join(', ') : String(part)))
    .join(' / ');
}

/** A fault that was lifted before its evidence came keeps the end that it has. */
function change(faults: Map<string, FaultMark>, id: string, changes: Partial<FaultMark>): void {
  const fault = faults.get(id);
  if (fault !== undefined) faults.set(id, { ...fault, ...changes });
}

function endPhase(phases: PhaseMark[], atUs: number): void {
  const open = phases.at(-1);
  if (open !== undefined && open.endUs === null) phases[phases.length - 1] = { ...open, endUs: atUs };
}

function readLengths(facts: readonly JournalEvent[]): readonly LengthMark[] {
  return readIncidents(facts, Number.POSITIVE_INFINITY).flatMap(
    ({ instance, effectAtUs, offAtUs, liftedAtUs, onAtUs, ttdMs, ttrMs }) => {
      const lengths: LengthMark[] = [];
      if (ttdMs !== null && effectAtUs !== null && offAtUs !== null) {
        lengths.push({ kind: 'TTD', instance, startUs: effectAtUs, endUs: offAtUs, ms: ttdMs });
      }
      if (ttrMs !== null && liftedAtUs !== null && onAtUs !== null) {
        lengths.push({ kind: 'TTR', instance, startUs: liftedAtUs, endUs: onAtUs, ms: ttrMs });
      }
      return lengths;
    },
  );
}
