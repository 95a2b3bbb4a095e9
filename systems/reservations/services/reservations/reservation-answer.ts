/** What a client is told of its reservation, by where its saga stands. */
import type { Plain, Reason, SavedSaga } from '@temblor/protocols/saga/saga-types';

/** The answer to `POST /reserve`. */
export type ReservationAnswer =
  | { readonly kind: 'confirmed'; readonly reservationId: string }
  /** A problem document; `members` are those that it has beside code, detail and hint. */
  | {
      readonly kind: 'problem';
      readonly status: 404 | 409 | 502 | 503 | 504;
      readonly code: string;
      readonly detail: string;
      readonly hint: string;
      /** When another attempt may end better, in seconds; null where nobody can tell, or none will. */
      readonly retryAfterS: number | null;
      readonly members: { readonly reservation_id: string; readonly outcome: ReservationOutcome } & {
        readonly [name: string]: Plain;
      };
    };

/** `cancelled`: nothing was charged and no seat is held. `cancelling`: that is being brought about. `unknown`: it may come about yet. */
export type ReservationOutcome = 'cancelled' | 'cancelling' | 'unknown';

type Problem = Extract<ReservationAnswer, { kind: 'problem' }>;

/**
 * The answer for a client that waits no longer: because its saga is decided, or because its time is over.
 *
 * @param saga as it is on disk.
 */
export function answerOf(saga: SavedSaga): ReservationAnswer {
  switch (saga.phase) {
    case 'committed':
    case 'completed':
      return { kind: 'confirmed', reservationId: saga.id };
    case 'compensated':
      return wentBack(saga, 'cancelled');
    case 'backward':
      return wentBack(saga, 'cancelling');
    case 'forward':
      return stillInProgress(saga.id);
    default:
      return saga.phase satisfies never;
  }
}

/** The answer for a client whose time was over before its reservation, `id`, was decided. */
export function stillInProgress(id: string): Problem {
  return {
    kind: 'problem',
    status: 504,
    code: 'reservation_in_progress',
    detail: 'The reservation was not decided in time; it may still be confirmed.',
    hint: 'Repeat the request with the same Idempotency-Key, or GET /reservations/{reservation_id}, to learn what became of it.',
    retryAfterS: 1,
    members: { reservation_id: id, outcome: 'unknown' },
  };
}

/**
 * The answer where the request could not be accepted: nothing of it was written.
 *
 * @param hasKey an earlier request under its key may be under way, of which nothing is known here.
 */
export function notAccepted(id: string, hasKey: boolean): Problem {
  return {
    kind: 'problem',
    status: 503,
    code: 'database_unavailable',
    detail: 'The database could not be used; nothing was changed.',
    hint: hintOfNothing(hasKey, 'in a second'),
    retryAfterS: 1,
    members: { reservation_id: id, outcome: hasKey ? 'unknown' : 'cancelled' },
  };
}

/** The answer to a client whose time was over when its request came: nothing was begun. */
export function tooLateToBegin(id: string, hasKey: boolean): Problem {
  return {
    kind: 'problem',
    status: 504,
    code: 'deadline_passed',
    detail: 'The deadline of the request had passed when it came; nothing was changed.',
    hint: hintOfNothing(hasKey, 'with more time'),
    retryAfterS: null,
    members: { reservation_id: id, outcome: hasKey ? 'unknown' : 'cancelled' },
  };
}

/** @param how the request is to be repeated, in words. */
function hintOfNothing(hasKey: boolean, how: string): string {
  return hasKey
    ? `Nothing was done by this request, but an earlier one under its key may be confirmed: repeat it ${how}, with the same Idempotency-Key.`
    : `Repeat the request ${how}.`;
}

function wentBack({ id, reason }: SavedSaga, outcome: ReservationOutcome): Problem {
  const { code, detail, facts = {} } = reason ?? { code: 'cancelled', detail: 'The reservation was cancelled.' };
  const status = statusOf(code);
  return {
    kind: 'problem',
    status,
    code,
    detail,
    hint: hintOf(status, outcome, facts),
    retryAfterS: retryAfterS(status, facts),
    members: { ...facts, reservation_id: id, outcome },
  };
}

/** 503 where something is not there, 504 where it is too slow, 502 where it answers and nothing good. */
function statusOf(code: string): Problem['status'] {
  if (code === 'no_seats') return 409;
  if (code === 'unknown_event') return 404;
  if (code.endsWith('_failed')) return 502;
  if (code.endsWith('_timed_out') || slowness.includes(code)) return 504;
  return 503;
}

/** Codes that say that the time was not enough, whoever used it up: a hold ends when its reservation took too long. */
const slowness = ['deadline', 'deadline_passed', 'hold_ended'];

function retryAfterS(status: number, facts: NonNullable<Reason['facts']>): number | null {
  if (status === 409) return isSoldOut(facts) ? null : 1;
  return status === 503 ? 1 : null;
}

function isSoldOut({ held }: NonNullable<Reason['facts']>): boolean {
  return held === 0;
}

function hintOf(status: Problem['status'], outcome: ReservationOutcome, facts: NonNullable<Reason['facts']>): string {
  if (status === 409) {
    return isSoldOut(facts)
      ? 'Ask for fewer seats, or for another event.'
      : 'Some seats are held for reservations that are not decided yet: repeat the request in a second.';
  }
  if (status === 404)
    return 'Name an event that there is: the service inventory, port 5002 by default, lists them at GET /events.';
  return outcome === 'cancelled'
    ? 'Nothing was charged and no seat is held: repeat the request.'
    : 'It is being undone, and nothing will stay charged: repeat the request with the same Idempotency-Key.';
}
