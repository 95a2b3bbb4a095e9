/** The money's part of the books: who was charged, by the ledger, whatever the payments say of themselves. */
import type { Books } from './books-types.ts';
import type { LedgerRow, PaymentRow, ReservationRow } from './rows.ts';

/** What a seat costs, in cents: said here again, since books that took it from what they check would find nothing. */
const seatPriceCents = 5000;

/** How many entries of each kind a payment in this state has. */
const entriesOf = {
  captured: { charges: 1, refunds: 0 },
  refunded: { charges: 1, refunds: 1 },
  voided: { charges: 0, refunds: 0 },
} as const;

/** Whether exactly the confirmed reservations are paid, each once, and whatever else was charged was given back. */
export function checkMoney({ payments, ledger, reservations }: Books): string[] {
  const entriesByKey = Map.groupBy(ledger, ({ payment_key }) => payment_key);
  const byId = new Map(reservations.map((reservation) => [reservation.reservation_id, reservation]));
  const unpaid = reservations.filter(({ reservation_id: id }) => !entriesByKey.has(id));
  return [
    ...unpaid.map(({ reservation_id: id }) => `${id} is confirmed, and was charged 0 times`),
    ...[...entriesByKey].flatMap(([key, entries]) => {
      const reservation = byId.get(key);
      return reservation === undefined ? checkCancelled(key, entries) : checkConfirmed(reservation, entries);
    }),
    ...payments.flatMap((payment) => checkPayment(payment, entriesByKey.get(payment.payment_key) ?? [], byId)),
    ...checkUnknownPayments(entriesByKey, payments),
  ];
}

function checkConfirmed({ reservation_id: id, quantity }: ReservationRow, entries: readonly LedgerRow[]): string[] {
  const { charges, refunds } = tally(entries);
  if (charges !== 1) return [`${id} is confirmed, and was charged ${charges} times`];
  if (refunds !== 0) return [`${id} is confirmed, and its money was given back`];
  const paid = sumOf(entries);
  const price = quantity * seatPriceCents;
  return paid === price ? [] : [`${id} costs ${price} cents, and ${paid} were charged`];
}

function checkCancelled(key: string, entries: readonly LedgerRow[]): string[] {
  const { charges, refunds } = tally(entries);
  const balance = sumOf(entries);
  if (charges > 1 || refunds > 1) return [`${key} was charged ${charges} times and refunded ${refunds} times`];
  return balance === 0 ? [] : [`${key} is not confirmed, and ${balance} cents of it were kept`];
}

function checkPayment(
  { payment_key: key, state, user_id, amount }: PaymentRow,
  entries: readonly LedgerRow[],
  byId: ReadonlyMap<string, ReservationRow>,
): string[] {
  const { charges, refunds } = tally(entries);
  const expected = entriesOf[state];
  const reservation = byId.get(key);
  const charged = entries.find(({ kind }) => kind === 'charge')?.amount ?? 0;
  return [
    ...(charges === expected.charges && refunds === expected.refunds
      ? []
      : [`${key} is ${state}, and the ledger has ${charges} charges and ${refunds} refunds of it`]),
    ...(amount === charged ? [] : [`the payment of ${key} says ${amount} cents, and the ledger ${charged}`]),
    ...(reservation === undefined || reservation.user_id === user_id
      ? []
      : [`${user_id} paid for ${key}, which is ${reservation.user_id}'s`]),
  ];
}

function checkUnknownPayments(entries: ReadonlyMap<string, unknown>, payments: readonly PaymentRow[]): string[] {
  const known = new Set(payments.map(({ payment_key }) => payment_key));
  return [...entries.keys()]
    .filter((key) => !known.has(key))
    .map((key) => `the ledger has ${key}, which no payment is`);
}

function tally(entries: readonly LedgerRow[]): { charges: number; refunds: number } {
  const charges = entries.filter(({ kind }) => kind === 'charge').length;
  return { charges, refunds: entries.length - charges };
}

/** What was charged and not given back, in cents. */
function sumOf(entries: readonly LedgerRow[]): number {
  return entries.reduce((sum, { kind, amount }) => sum + (kind === 'charge' ? amount : -amount), 0);
}
