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
  /** It never acted, because what should have played it was not there, or refused. */
  readonly cameToNothing: boolean;
}

const unspoken = 'the journal holds no evidence for or against it';

/**
 * Every fault that was applied, in order of application. A system that starts again may use an id again: what is told of
 * it later is told of the last fault of that id.
 *
 * @param events in order of time.
 */
export function readFaults(events: readonly JournalEvent[]): FaultRecord[] {
  const faults: FaultRecord[] = [];
  const places = new Map<string, number>();
  for (const event of events) {
    switch (event.type) {
      case 'fault-applied':
        places.set(event.fault, faults.push(applied(event)) - 1);
        break;
      case 'fault-confirmed':
      case 'fault-not-confirmed':
      case 'fault-undetermined':
      case 'fault-lifted': {
        const place = places.get(event.fault) ?? -1;
        const fault = faults[place];
        if (fault !== undefined) faults[place] = learn(fault, event);
        break;
      }
      default:
    }
  }
  return faults;
}

function applied(event: JournalEventOf<'fault-applied'>): FaultRecord {
  return {
    fault: event.fault,
    kind: event.kind,
    instance: instanceOf(event.target),
    target: describeTarget(event.target),
    parameters: event.parameters,
    appliedAtUs: event.atUs,
    evidence: { kind: 'cannot-tell', reason: unspoken },
    liftedAtUs: undefined,
    cameToNothing: false,
  };
}

type FaultNews = JournalEventOf<'fault-confirmed' | 'fault-not-confirmed' | 'fault-undetermined' | 'fault-lifted'>;

/** The first evidence counts, and what was confirmed even after another word. A fault ends once. */
function learn(fault: FaultRecord, news: FaultNews): FaultRecord {
  const isConfirmed = fault.evidence.kind === 'confirmed';
  const isJudged = isConfirmed || fault.evidence.kind === 'not-confirmed' || fault.evidence.reason !== unspoken;
  switch (news.type) {
    case 'fault-lifted':
      if (fault.liftedAtUs !== undefined) return fault;
      return { ...fault, liftedAtUs: news.atUs, cameToNothing: news.cause === 'came-to-nothing' };
    case 'fault-confirmed': {
      const { evidence, effectAtUs } = news;
      return isConfirmed ? fault : { ...fault, evidence: { kind: 'confirmed', evidence, effectAtUs } };
    }
    case 'fault-not-confirmed':
      return isJudged ? fault : { ...fault, evidence: { kind: 'not-confirmed', reason: news.reason } };
    case 'fault-undetermined':
      return isJudged ? fault : { ...fault, evidence: { kind: 'cannot-tell', reason: news.reason } };
    default:
      return news satisfies never;
  }
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
