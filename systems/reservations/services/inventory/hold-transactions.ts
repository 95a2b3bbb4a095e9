/**
 * Seats held for a reservation, sold to it, and given back. One hold has one history: held, then sold or expired or
 * released; sold, then released. Where it ends it stays as a row, so that a call that arrives late finds it ended.
 */
import { hasCome } from '@temblor/protocols/transactions/due-moment';
import type { Decision, Rows, RowWrite, Transaction } from '@temblor/protocols/transactions/transaction';
import type { CallAnswer } from '../../model/calls.ts';
import type { EventRow, HoldRow, InventoryTables } from '../../model/rows.ts';
import type { RuleContext } from '../../model/service-rules.ts';
import { refusal } from '../service-calls/refusal.ts';
import { moveSeats, unknownEvent } from './event-transactions.ts';

type HoldTransaction = Transaction<InventoryTables, CallAnswer>;
type HoldDecision = Decision<InventoryTables, CallAnswer>;

/** A hold that has seats. */
interface LiveHold extends HoldRow {
  readonly event_id: string;
  readonly state: 'held' | 'sold';
}

/** What a hold is asked for with. */
export interface HoldWish {
  readonly reservation_id: string;
  readonly event_id: string;
  readonly quantity: number;
}

type HoldName = Pick<HoldWish, 'reservation_id' | 'event_id'>;

/** Takes seats out of the free ones, until a lease of `holdLeaseMs` ends; a repeated call gets the hold that is there. */
export function holdSeats(wish: HoldWish, { nowMs, bug }: RuleContext, holdLeaseMs: number): HoldTransaction {
  const { reservation_id, event_id, quantity } = wish;
  return {
    name: 'hold seats',
    reads: readsOf(wish),
    decide(rows) {
      const known = rows.get('holds', reservation_id);
      if (known !== undefined) return holdAgain(known, wish, rows, nowMs);
      const event = rows.get('events', event_id);
      if (event === undefined) return unchanged(unknownEvent(event_id));
      if (event.free < quantity) return unchanged(noSeats(event));
      const expires_at_ms = bug === 'no-hold-lease' ? null : nowMs + holdLeaseMs;
      const hold: HoldRow = { reservation_id, event_id, quantity, state: 'held', expires_at_ms };
      return { writes: writesOf(hold, moveSeats(event, quantity, 'free', 'held')), answer: holdAnswer(hold) };
    },
  };
}

/** Sells held seats. */
export function sellSeats(name: HoldName, { nowMs }: RuleContext): HoldTransaction {
  const { reservation_id } = name;
  return {
    name: 'sell seats',
    reads: readsOf(name),
    decide(rows) {
      const hold = rows.get('holds', reservation_id);
      if (hold === undefined || !isLive(hold)) return unchanged(holdGone(reservation_id));
      if (hold.event_id !== name.event_id) return unchanged(otherContents(reservation_id));
      const sold = { status: 200, body: { reservation_id, state: 'sold' } };
      if (hold.state === 'sold') return unchanged(sold);
      if (isOver(hold, nowMs)) return { writes: giveBack(hold, 'expired', rows), answer: holdGone(reservation_id) };
      const event = moveSeats(eventOf(hold, rows), hold.quantity, 'held', 'sold');
      return { writes: writesOf({ ...hold, state: 'sold', expires_at_ms: null }, event), answer: sold };
    },
  };
}

/** Gives back held and sold seats; where there are none, refuses a hold that arrives later by a tombstone. */
export function releaseSeats(name: HoldName, { bug }: RuleContext): HoldTransaction {
  const { reservation_id } = name;
  const answer = (had: HoldRow['state'] | 'nothing') => ({
    status: 200,
    body: { reservation_id, state: 'released', had },
  });
  return {
    name: 'release seats',
    reads: readsOf(name),
    decide(rows) {
      const hold = rows.get('holds', reservation_id);
      if (hold === undefined) {
        const writes = bug === 'no-tombstones' ? [] : [writeHold(tombstone(reservation_id))];
        return { writes, answer: answer('nothing') };
      }
      if (!isLive(hold)) return unchanged(answer('nothing'));
      if (hold.event_id !== name.event_id) return unchanged(otherContents(reservation_id));
      return { writes: giveBack(hold, 'released', rows), answer: answer(hold.state) };
    },
  };
}

/**
 * Gives back the seats of a hold whose lease has ended, or is longer than any can be, since the clock was set back; nothing
 * where it was renewed, sold or released meanwhile.
 */
export function expireHold(
  listed: HoldRow,
  { nowMs }: RuleContext,
  holdLeaseMs: number,
): Transaction<InventoryTables, null> {
  const { reservation_id, event_id } = listed;
  return {
    name: 'expire hold',
    reads: event_id === null ? [] : readsOf({ reservation_id, event_id }),
    decide(rows) {
      const hold = event_id === null ? undefined : rows.get('holds', reservation_id);
      if (hold === undefined || !isLive(hold) || hold.expires_at_ms === null) return { writes: [], answer: null };
      if (!hasCome(hold.expires_at_ms, nowMs, holdLeaseMs)) return { writes: [], answer: null };
      return { writes: giveBack(hold, 'expired', rows), answer: null };
    },
  };
}

/** What became of a hold. One whose lease has ended is expired, whether or not its seats were given back yet. */
export function lookAtHold(reservation_id: string, { nowMs }: RuleContext): HoldTransaction {
  return {
    name: 'look at hold',
    reads: [{ table: 'holds', key: reservation_id }],
    decide(rows) {
      const hold = rows.get('holds', reservation_id);
      if (hold === undefined) {
        const detail = `Nothing is known of a hold for '${reservation_id}'.`;
        const hint = 'A call that asks for it may still be on its way: POST /release refuses it.';
        return unchanged(refusal(404, 'hold_not_found', detail, hint));
      }
      const current = isOver(hold, nowMs) ? { ...hold, state: 'expired', expires_at_ms: null } : { ...hold };
      return unchanged({ status: 200, body: current });
    },
  };
}

function holdAgain(known: HoldRow, wish: HoldWish, rows: Rows<InventoryTables>, nowMs: number): HoldDecision {
  if (!isLive(known)) return unchanged(holdReleased(wish.reservation_id));
  const isSame = known.event_id === wish.event_id && known.quantity === wish.quantity;
  if (!isSame) return unchanged(otherContents(wish.reservation_id));
  if (!isOver(known, nowMs)) return unchanged(holdAnswer(known));
  return { writes: giveBack(known, 'expired', rows), answer: holdReleased(wish.reservation_id) };
}

function giveBack(
  hold: LiveHold,
  state: 'released' | 'expired',
  rows: Rows<InventoryTables>,
): RowWrite<InventoryTables>[] {
  const event = moveSeats(eventOf(hold, rows), hold.quantity, hold.state, 'free');
  return writesOf({ ...hold, state, expires_at_ms: null }, event);
}

function readsOf({ reservation_id, event_id }: HoldName): HoldTransaction['reads'] {
  return [
    { table: 'holds', key: reservation_id },
    { table: 'events', key: event_id },
  ];
}

function writeHold(row: HoldRow): RowWrite<InventoryTables> {
  return { table: 'holds', key: row.reservation_id, row };
}

function writesOf(hold: HoldRow, event: EventRow): RowWrite<InventoryTables>[] {
  return [writeHold(hold), { table: 'events', key: event.event_id, row: event }];
}

/** @throws Error where a hold is of an event that is not there: events are never deleted. */
function eventOf(hold: LiveHold, rows: Rows<InventoryTables>): EventRow {
  const event = rows.get('events', hold.event_id);
  if (event === undefined) throw new Error(`the hold '${hold.reservation_id}' is of no known event`);
  return event;
}

function isLive(hold: HoldRow): hold is LiveHold {
  return hold.event_id !== null && (hold.state === 'held' || hold.state === 'sold');
}

function isOver({ state, expires_at_ms }: HoldRow, nowMs: number): boolean {
  return state === 'held' && expires_at_ms !== null && expires_at_ms <= nowMs;
}

function tombstone(reservation_id: string): HoldRow {
  return { reservation_id, event_id: null, quantity: 0, state: 'released', expires_at_ms: null };
}

function unchanged(answer: CallAnswer): HoldDecision {
  return { writes: [], answer };
}

function holdAnswer({ reservation_id, state, expires_at_ms }: HoldRow): CallAnswer {
  return { status: 200, body: { reservation_id, state, expires_at_ms } };
}

function noSeats({ event_id, free, held }: EventRow): CallAnswer {
  const detail = `The event '${event_id}' has ${free} free seats, and ${held} that are held.`;
  const hint =
    held > 0 ? 'Held seats may come free: try again in a second.' : 'It is sold out, or ask for fewer seats.';
  return refusal(409, 'no_seats', detail, hint, { free, held });
}

function holdReleased(id: string): CallAnswer {
  const detail = `The hold for '${id}' was released, or its lease ended.`;
  return refusal(409, 'hold_released', detail, 'Reserve under another reservation id.');
}

function holdGone(id: string): CallAnswer {
  const detail = `There is no hold for '${id}', or it ended.`;
  return refusal(409, 'hold_gone', detail, 'Undo what was done for this reservation, and reserve again.');
}

function otherContents(id: string): CallAnswer {
  const detail = `The hold for '${id}' is of another event or of other seats.`;
  return refusal(422, 'other_contents', detail, 'Repeat a call as it was, or take another reservation id.');
}
