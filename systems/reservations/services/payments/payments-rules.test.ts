import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PaymentsTables } from '../../model/rows.ts';
import type { PlantedBug } from '../../planted-bugs.ts';
import { RulesInMemory } from '../service-calls/testing/rules-in-memory.ts';
import { paymentsRules } from './payments-rules.ts';

const payments = (bug?: PlantedBug) => new RulesInMemory<PaymentsTables>('payments', paymentsRules, [], bug);
const pay = { key: 'k', user_id: 'ana', amount: 5000 };
const charges = (all: RulesInMemory<PaymentsTables>) =>
  all.rows.list('ledger', { limit: 100 }).map(({ kind, amount }) => `${kind} ${amount}`);

describe('a payment', () => {
  test('is charged once, however often it is asked for', () => {
    const all = payments();
    const captured = { status: 200, body: { key: 'k', state: 'captured', amount: 5000 } };
    for (const _ of [1, 2, 3]) expect(all.post('/pay', pay)).toEqual(captured);
    expect(all.get('/payments/k')).toEqual(captured);
    expect(charges(all)).toEqual(['charge 5000']);
  });

  test('is given back once, and not charged again', () => {
    const all = payments();
    all.post('/pay', pay);
    const refunded = { status: 200, body: { key: 'k', state: 'refunded' } };
    for (const _ of [1, 2]) expect(all.post('/refund', { key: 'k' })).toEqual(refunded);
    expect(all.post('/pay', pay)).toMatchObject({ status: 409, body: { code: 'payment_refunded' } });
    expect(charges(all)).toEqual(['charge 5000', 'refund 5000']);
  });

  test('that is voided before it arrives is refused when it does', () => {
    const all = payments();
    const voided = { status: 200, body: { key: 'k', state: 'voided' } };
    for (const _ of [1, 2]) expect(all.post('/refund', { key: 'k' })).toEqual(voided);
    expect(all.post('/pay', pay)).toMatchObject({ status: 409, body: { code: 'payment_voided' } });
    expect(all.get('/payments/k').body).toEqual({ key: 'k', state: 'voided', amount: 0 });
    expect(charges(all)).toEqual([]);
  });

  test('is refused to a call of other contents under the same key', () => {
    const all = payments();
    all.post('/pay', pay);
    for (const other of [{ amount: 1 }, { user_id: 'eva' }])
      expect(all.post('/pay', { ...pay, ...other })).toMatchObject({ status: 422, body: { code: 'other_contents' } });
  });

  test('that nobody asked for is not there', () => {
    expect(payments().get('/payments/k')).toMatchObject({ status: 404, body: { code: 'payment_not_found' } });
  });
});

describe('with a planted bug', () => {
  test('without idempotency every call charges', () => {
    const all = payments('no-idempotency');
    for (const _ of [1, 2, 3]) expect(all.post('/pay', pay).status).toBe(200);
    expect(charges(all)).toEqual(['charge 5000', 'charge 5000', 'charge 5000']);
  });

  test('without tombstones a payment that arrives late is charged', () => {
    const all = payments('no-tombstones');
    expect(all.post('/refund', { key: 'k' }).body).toEqual({ key: 'k', state: 'voided' });
    expect(all.post('/pay', pay).status).toBe(200);
  });
});

const command = fc.oneof(
  fc.record({
    path: fc.constant('/pay'),
    body: fc.record({
      key: fc.constantFrom('k1', 'k2'),
      user_id: fc.constantFrom('ana', 'eva'),
      amount: fc.constantFrom(5000, 10_000),
    }),
  }),
  fc.record({ path: fc.constant('/refund'), body: fc.record({ key: fc.constantFrom('k1', 'k2') }) }),
);

test('in any order of calls and repeats a key is charged at most once, refunded at most once, and never after it was voided', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
      const all = payments();
      const voided = new Set<string>();
      for (const { path, body } of commands) {
        const answer = all.post(path, body);
        const ledger = all.rows.list('ledger', { limit: 100 });
        expect(all.post(path, body)).toEqual(answer);
        expect(all.rows.list('ledger', { limit: 100 })).toEqual(ledger);
        if (path === '/refund' && all.get(`/payments/${body.key}`).body !== null) {
          const rows = all.rows.list('payments', { equal: { payment_key: body.key, state: 'voided' }, limit: 1 });
          if (rows.length > 0) voided.add(body.key);
        }
        for (const key of ['k1', 'k2']) {
          const of = (kind: string) => ledger.filter((entry) => entry.payment_key === key && entry.kind === kind);
          expect(of('charge').length).toBeLessThanOrEqual(voided.has(key) ? 0 : 1);
          expect(of('refund').length).toBeLessThanOrEqual(of('charge').length);
          expect(of('refund').every(({ amount }) => amount === of('charge')[0]?.amount)).toBe(true);
          const { state } = all.rows.list('payments', { equal: { payment_key: key }, limit: 1 })[0] ?? {};
          const balance = of('charge').length - of('refund').length;
          expect(balance).toBe(state === 'captured' ? 1 : 0);
        }
      }
    }),
    { numRuns: 300 },
  );
});
