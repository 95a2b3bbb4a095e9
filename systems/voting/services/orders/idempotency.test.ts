import { describe, expect, test } from 'vitest';
import { decideIdempotency, hashRequest } from './idempotency.ts';
import { mergeItems } from './order-book.ts';

const kept = { hash: 'h1', status: 201, body: { order_id: 'ORD-1' } };

describe('idempotency', () => {
  test('a first request is performed', () => {
    expect(decideIdempotency(undefined, 'h1')).toEqual({ kind: 'perform' });
  });

  test('a repeated one gets the first answer', () => {
    expect(decideIdempotency(kept, 'h1')).toEqual({
      kind: 'replay',
      answer: { status: 201, body: { order_id: 'ORD-1' } },
    });
  });

  test('another request under the same key is neither performed nor answered', () => {
    expect(decideIdempotency(kept, 'h2')).toEqual({ kind: 'other-request' });
  });

  test('requests differ by method, path and body', () => {
    const hashes = [
      hashRequest('POST', '/orders', { a: 1 }),
      hashRequest('POST', '/orders', { a: 2 }),
      hashRequest('POST', '/orders/x', { a: 1 }),
      hashRequest('DELETE', '/orders', { a: 1 }),
    ];
    expect(new Set(hashes).size).toBe(4);
    expect(hashRequest('POST', '/orders', { a: 1 })).toBe(hashes[0]);
  });
});

describe('items of an order', () => {
  test('are merged by product and put in one order, so that two orders never wait for each other in a circle', () => {
    const items = [
      { product_id: 'PROD-003', quantity: 1 },
      { product_id: 'PROD-001', quantity: 2 },
      { product_id: 'PROD-003', quantity: 4 },
    ];
    expect(mergeItems(items)).toEqual([
      { product_id: 'PROD-001', quantity: 2 },
      { product_id: 'PROD-003', quantity: 5 },
    ]);
  });
});
