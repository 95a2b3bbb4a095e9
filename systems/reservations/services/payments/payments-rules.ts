/**
 * What payments decides: a key is charged once at most, refunded once at most, and never charged after it was voided.
 * The ledger has a row for each movement of money.
 */
import type { Decision, Rows, RowWrite, Transaction } from '@temblor/protocols/transactions/transaction';
import type { CallAnswer } from '../../model/calls.ts';
import type { LedgerRow, PaymentRow, PaymentsTables } from '../../model/rows.ts';
import type { RuleContext, ServiceRules } from '../../model/service-rules.ts';
import { callTarget } from '../service-calls/call-target.ts';
import { refusal } from '../service-calls/refusal.ts';
import { payBody, refundBody } from './payment-bodies.ts';

type PaymentTransaction = Transaction<PaymentsTables, CallAnswer>;
type PaymentDecision = Decision<PaymentsTables, CallAnswer>;

/** What a payment is asked for with; the amount in cents. */
interface Charge {
  readonly key: string;
  readonly user_id: string;
  readonly amount: number;
}

/** How often the planted bug `no-idempotency` charges a key at most: the rows of the ledger are named beforehand. */
const mostCharges = 16;

export const paymentsRules: ServiceRules<PaymentsTables> = {
  transactionFor(call, { bug }) {
    const target = callTarget(call);
    if (target === undefined) return undefined;
    const { route, id } = target;
    if (route === 'POST /pay' && id === undefined) return capture(payBody.parse(call.body), bug);
    if (route === 'POST /refund' && id === undefined) return refund(refundBody.parse(call.body).key, bug);
    if (route === 'GET /payments' && id !== undefined) return lookAtPayment(id);
    return undefined;
  },
};

function capture(charge: Charge, bug: RuleContext['bug']): PaymentTransaction {
  const { key } = charge;
  const entries = bug === 'no-idempotency' ? entriesOf(key) : [chargeEntry(key)];
  return {
    name: 'capture payment',
    reads: [readPayment(key), ...entries.map((entry) => ({ table: 'ledger' as const, key: entry }))],
    decide(rows) {
      const known = rows.get('payments', key);
      if (known !== undefined && !(known.state === 'captured' && bug === 'no-idempotency')) {
        return { writes: [], answer: captureAgain(known, charge) };
      }
      const entry = entries.find((id) => rows.get('ledger', id) === undefined);
      if (entry === undefined) throw new Error(`the payment '${key}' has been charged ${entries.length} times`);
      return charged(charge, entry);
    },
  };
}

function charged({ key, user_id, amount }: Charge, entry: string): PaymentDecision {
  const payment: PaymentRow = { payment_key: key, state: 'captured', user_id, amount };
  const entryRow: LedgerRow = { entry_id: entry, payment_key: key, kind: 'charge', amount };
  return { writes: [writePayment(payment), writeEntry(entryRow)], answer: paymentAnswer(payment) };
}

function captureAgain(known: PaymentRow, { key, user_id, amount }: Charge): CallAnswer {
  if (known.state === 'voided') {
    const detail = `The payment '${key}' was voided before it arrived; nothing was charged.`;
    return refusal(409, 'payment_voided', detail, 'Pay under another key.');
  }
  if (known.user_id !== user_id || known.amount !== amount) {
    const detail = `The payment '${key}' is of another user or another amount.`;
    return refusal(422, 'other_contents', detail, 'Repeat a call as it was, or pay under another key.');
  }
  if (known.state === 'captured') return paymentAnswer(known);
  return refusal(409, 'payment_refunded', `The payment '${key}' was refunded.`, 'Pay under another key.');
}

/** Gives back what was charged, once; what was not is voided, so that a call that arrives late charges nothing. */
function refund(key: string, bug: RuleContext['bug']): PaymentTransaction {
  return {
    name: 'refund payment',
    reads: [readPayment(key), { table: 'ledger', key: refundEntry(key) }],
    decide(rows) {
      const known = rows.get('payments', key);
      if (known === undefined) return voided(key, bug);
      const answer = (state: PaymentRow['state']) => ({ status: 200, body: { key, state } });
      if (known.state !== 'captured') return { writes: [], answer: answer(known.state) };
      return { writes: refundWrites(known, rows), answer: answer('refunded') };
    },
  };
}

function voided(key: string, bug: RuleContext['bug']): PaymentDecision {
  const tombstone: PaymentRow = { payment_key: key, state: 'voided', user_id: null, amount: 0 };
  const writes = bug === 'no-tombstones' ? [] : [writePayment(tombstone)];
  return { writes, answer: { status: 200, body: { key, state: 'voided' } } };
}

/** @throws Error where the ledger has a refund of a payment that was not refunded. */
function refundWrites(payment: PaymentRow, rows: Rows<PaymentsTables>): RowWrite<PaymentsTables>[] {
  const { payment_key, amount } = payment;
  const entry_id = refundEntry(payment_key);
  if (rows.get('ledger', entry_id) !== undefined) throw new Error(`the payment '${payment_key}' was refunded before`);
  return [
    writePayment({ ...payment, state: 'refunded' }),
    writeEntry({ entry_id, payment_key, kind: 'refund', amount }),
  ];
}

function lookAtPayment(key: string): PaymentTransaction {
  return {
    name: 'look at payment',
    reads: [readPayment(key)],
    decide(rows) {
      const known = rows.get('payments', key);
      if (known !== undefined) return { writes: [], answer: paymentAnswer(known) };
      const detail = `Nothing is known of a payment '${key}'.`;
      const hint = 'A call that asks for it may still be on its way: POST /refund voids it.';
      return { writes: [], answer: refusal(404, 'payment_not_found', detail, hint) };
    },
  };
}

function paymentAnswer({ payment_key, state, amount }: PaymentRow): CallAnswer {
  return { status: 200, body: { key: payment_key, state, amount } };
}

function readPayment(key: string): PaymentTransaction['reads'][number] {
  return { table: 'payments', key };
}

function writePayment(row: PaymentRow): RowWrite<PaymentsTables> {
  return { table: 'payments', key: row.payment_key, row };
}

function writeEntry(row: LedgerRow): RowWrite<PaymentsTables> {
  return { table: 'ledger', key: row.entry_id, row };
}

const chargeEntry = (key: string) => `${key}:charge`;
const refundEntry = (key: string) => `${key}:refund`;

function entriesOf(key: string): string[] {
  return Array.from({ length: mostCharges }, (_, place) =>
    place === 0 ? chargeEntry(key) : `${chargeEntry(key)}-${place + 1}`,
  );
}
