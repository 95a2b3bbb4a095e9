/** The life of each fault, put together from its facts. */
import type { JournalEvent, JournalEventOf } from '../journal/event.ts';

export type EvidenceRecord =
  | { readonly kind: 'confirmed'; readonly evidence: string; readonly effectAtUs: number }
  | { readonly kind: 'not-confirmed'; readonly reason: string }
  | { readonly kind: 'cannot-tell'; readonly reason: string };

export interface FaultRecord {
  readonly fault: string;
  readonly kind: string;
  /** The instance that it was aimed at; absent for faults of links, stores and groups. */
  readonly instance: string | undefined;
  /** What it was aimed at, in words: `inventory-1`, `voter->inventory-2`. */
  readonly target: string;
  readonly parameters: JournalEventOf<'fault-applied'>['parameters'];
  readonly appliedAtUs: number;
  readonly evidence: EvidenceRecord;
  /** Absent where the fault was not seen to end. */
  readonly liftedAtUs: number | undefined;
}

/** Every fault that was applied, in order of application. */
export function readFaults(events: readonly JournalEvent[]): FaultRecord[] {
  const applied = events.filter((event) => event.type === 'fault-applied');
  return applied.map((event) => {
    const lifted = events.find((other) => other.type === 'fault-lifted' && other.fault === event.fault);
    return {
      fault: event.fault,
      kind: event.kind,
      instance: instanceOf(event.target),
      target: describeTarget(event.target),
      parameters: event.parameters,
      appliedAtUs: event.atUs,
      evidence: readEvidence(events, event.fault),
      liftedAtUs: lifted?.atUs,
    };
  });
}

function readEvidence(events: readonly JournalEvent[], fault: string): EvidenceRecord {
  for (const event of events) {
    if (event.type === 'fault-confirmed' && event.fault === fault) {
      return { kind: 'confirmed', evidence: event.evidence, effectAtUs: event.effectAtUs };
    }
  }
  for (const event of events) {
    if (event.type === 'fault-not-confirmed' && event.fault === fault) {
      return { kind: 'not-confirmed', reason: event.reason };
    }
    if (event.type === 'fault-undetermined' && event.fault === fault) {
      return { kind: 'cannot-tell', reason: event.reason };
    }
  }
  return { kind: 'cannot-tell', reason: 'the journal holds no evidence for or against it' };
}

function instanceOf(target: unknown): string | undefined {
  if (typeof target !== 'object' || target === null || !('instance' in target)) return undefined;
  return typeof target.instance === 'string' ? target.instance : undefined;
}

function describeTarget(target: unknown): string {
  if (typeof target !== 'object' || target === null) return String(target);
  if ('groups' in target && Array.isArray(target.groups)) {
    return target.groups.map((group) => (Array.isArray(group) ? group.join(', ') : String(group))).join(' / ');
  }
  return Object.values(target).map(String).join(', ');
}

/**
 * When a fault began to act. An intermittent one counts from arming, because its first failed request is itself a
 * matter of chance. Absent where it was not confirmed.
 */
export function effectOf(fault: FaultRecord): number | undefined {
  if (fault.evidence.kind !== 'confirmed') return undefined;
  return fault.kind === 'intermittent' ? fault.appliedAtUs : fault.evidence.effectAtUs;
}
