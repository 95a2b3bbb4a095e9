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

/** @param facts of one system, in order; @param count how many of them are read: the array grows. */
export function readMarks(facts: readonly JournalEvent[], count: number): Marks {
  const read = facts.slice(0, count);
  return { ...sortFacts(read), lengths: readLengths(read) };
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
