import type { CallEnd } from '@temblor/simulator/crash-points/process-port';
import type { ToldIntent } from '../model/books-types.ts';
import type { CallAnswer } from '../model/calls.ts';
import { memberOf } from './member-of.ts';
import type { ReservationsPort, ReservationsProgram } from './message.ts';
import { callOf } from './message.ts';

/** What a client of a scenario wants. */
export interface ClientPlan {
  readonly user: string;
  /** Null: it asks once, and never again. */
  readonly key: string | null;
  readonly eventId: string;
  readonly quantity: number;
  readonly startMs: number;
  /** How long it waits for an answer, in ms. */
  readonly patienceMs: number;
  /** How many requests it sends at the same moment, under its key. */
  readonly atOnce: number;
}

/** What a client was told in the end. */
export interface ClientRecord {
  readonly plan: ClientPlan;
  readonly named: Set<string>;
  readonly confirmed: Set<string>;
  readonly cancelled: Set<string>;
  /** The last word on each of its requests, a status; undefined while it waits for one. */
  readonly finals: (number | 'no answer' | undefined)[];
}

/** Before a client that does not know tries again, in ms; doubled with each try. */
const firstWaitMs = 300;
const longestWaitMs = 4800;

/** Of a client that has not asked yet. */
export function clientRecord(plan: ClientPlan): ClientRecord {
  const finals = Array.from({ length: plan.atOnce }, () => undefined);
  return { plan, named: new Set(), confirmed: new Set(), cancelled: new Set(), finals };
}

/** Which of the client's requests is sent, and after how long again. */
interface Turn {
  readonly place: number;
  readonly waitMs: number;
}

/** Asks until it knows: with its key, after every answer that leaves anything open. */
export function clientProgram(record: ClientRecord): ReservationsProgram {
  return (port) => {
    const { plan } = record;
    for (const place of record.finals.keys())
      port.after(plan.startMs, () => ask(port, record, { place, waitMs: firstWaitMs }));
    return () => undefined;
  };
}

/** What the books compare; nothing of a client without a key, since nobody knows how many requests are one to it. */
export function intentsOf({ plan, named, confirmed, cancelled }: ClientRecord): ToldIntent[] {
  const { key, eventId, quantity, user: userId } = plan;
  if (key === null) return [];
  const told = { named: [...named], confirmed: [...confirmed], cancelled: [...cancelled] };
  return [{ key, eventId, quantity, userId, ...told }];
}

function ask(port: ReservationsPort, record: ClientRecord, { place, waitMs }: Turn): void {
  const { user, key, eventId, quantity, patienceMs } = record.plan;
  const body = { event_id: eventId, quantity, user_id: user };
  const message = { service: 'gateway', method: 'POST', path: '/reserve', body, idempotencyKey: key } as const;
  port.call(callOf('gateway', { ...message, timeoutMs: patienceMs }), (end) => {
    const isKnown = hear(record, end);
    if (isKnown || key === null) record.finals[place] = end.kind === 'answered' ? end.answer.status : 'no answer';
    else {
      const next = { place, waitMs: Math.min(2 * waitMs, longestWaitMs) };
      port.after(waitMs, () => ask(port, record, next));
    }
  });
}

/** @returns whether nothing is left open. */
function hear({ named, confirmed, cancelled }: ClientRecord, end: CallEnd<CallAnswer>): boolean {
  if (end.kind !== 'answered') return false;
  const { status, body } = end.answer;
  const id = memberOf(body, 'reservation_id');
  if (typeof id === 'string') {
    named.add(id);
    if (status === 200) confirmed.add(id);
    if (memberOf(body, 'outcome') === 'cancelled') cancelled.add(id);
  }
  if (status === 409) return memberOf(body, 'held') === 0;
  return status < 500 && status !== 429;
}
