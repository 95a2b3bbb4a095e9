/**
 * What a space-time diagram is made of (Lamport 1978, "Time, clocks, and the ordering of events", figures 1 to 3): messages
 * between the lines of nodes, marks on them, and spans in which a fault acted. Read from a journal that tells of messages,
 * as the simulator's do.
 */
import type { JournalEvent, JournalEventOf } from '../../journal/event.ts';
import { readFaults } from '../fault-records.ts';

export type Happening = MessageHappening | MarkHappening | SpanHappening | ViolationHappening;

export interface MessageHappening {
  readonly kind: 'message';
  readonly from: string;
  readonly to: string;
  readonly sentUs: number;
  /** When it arrived, or was known to be lost. */
  readonly atUs: number;
  readonly label: string;
  /** Why it was lost; null where it arrived. */
  readonly lost: string | null;
}

/** Something that happened at one instance or client. */
export interface MarkHappening {
  readonly kind: 'mark';
  readonly row: string;
  readonly atUs: number;
  readonly what: 'noted' | 'started' | 'stopped';
  /** In its own words; empty for a start or a stop. */
  readonly text: string;
}

/** A fault from its beginning to its end. */
export interface SpanHappening {
  readonly kind: 'span';
  /** Whom it acts on; empty for the whole network. */
  readonly rows: readonly string[];
  readonly atUs: number;
  /** The end of the journal where the fault was not lifted. */
  readonly endUs: number;
  /** False where only the end of the journal ended it. */
  readonly isLifted: boolean;
  readonly fault: string;
  /** Whom it acts on, in words. */
  readonly target: string;
}

export interface ViolationHappening {
  readonly kind: 'violation';
  readonly rows: readonly string[];
  readonly atUs: number;
  readonly check: string;
  readonly text: string;
  /** What it rests on: whatever happened on these rows at these moments, the most telling first. */
  readonly evidence: readonly { readonly row: string; readonly atUs: number }[];
}

/** When it begins: of a message, when it was sent. */
export function startOf(happening: Happening): number {
  return happening.kind === 'message' ? happening.sentUs : happening.atUs;
}

/** All happenings in order of time, of a message its end. Empty where a journal tells of no messages. */
export function readHappenings(events: readonly JournalEvent[]): Happening[] {
  if (!events.some(({ type }) => type === 'message-delivered' || type === 'message-lost')) return [];
  const spans = readSpans(events, events.at(-1)?.atUs ?? 0);
  const points = events.flatMap((event) => readPoint(event) ?? []);
  return [...spans, ...points].toSorted((left, right) => left.atUs - right.atUs);
}

function readPoint(event: JournalEvent): Happening | undefined {
  const { atUs } = event;
  switch (event.type) {
    case 'message-delivered':
    case 'message-lost':
      return readMessage(event);
    case 'instance-noted':
      return { kind: 'mark', row: event.instance, atUs, what: 'noted', text: event.text };
    case 'process-started':
      // That everything starts at the beginning goes without saying.
      return event.attempt === 1 ? undefined : { kind: 'mark', row: event.instance, atUs, what: 'started', text: '' };
    case 'process-exited':
      return { kind: 'mark', row: event.instance, atUs, what: 'stopped', text: '' };
    case 'violation-seen':
      return readViolation(event);
    default:
      return undefined;
  }
}

function readViolation(event: JournalEventOf<'violation-seen'>): ViolationHappening {
  const { atUs, check, text, instances: rows, evidence = [] } = event;
  const moments = evidence.map((moment) => ({ row: moment.instance, atUs: moment.atUs }));
  return { kind: 'violation', rows, atUs, check, text, evidence: moments };
}

function readMessage(event: JournalEventOf<'message-delivered' | 'message-lost'>): MessageHappening {
  const { from, to, sentAtUs: sentUs, atUs, label } = event;
  return { kind: 'message', from, to, sentUs, atUs, label, lost: event.type === 'message-lost' ? event.reason : null };
}

/** The faults of a journal, each from its application to its lifting. @param untilUs the end of those that act still. */
export function readSpans(events: readonly JournalEvent[], untilUs: number): SpanHappening[] {
  const faults = readFaults(events).filter(({ cameToNothing }) => !cameToNothing);
  return faults.map(({ kind, instance, target, appliedAtUs, liftedAtUs }) => ({
    kind: 'span',
    rows: instance === undefined ? [] : [instance],
    atUs: appliedAtUs,
    endUs: liftedAtUs ?? untilUs,
    isLifted: liftedAtUs !== undefined && liftedAtUs < untilUs,
    fault: kind,
    target,
  }));
}
