import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialStock, productIds } from '../../model/catalogue.ts';
import type { OrderEvent } from '../../model/order-event.ts';
import { applyToStock } from '../../model/stock-fold.ts';
import type { PlantedBug } from '../../planted-bugs.ts';
import { keptVersions, VersionedStock } from './versioned-stock.ts';

function placed(quantity: number, product_id = 'PROD-001'): OrderEvent {
  return {
    type: 'order-placed',
    order_id: 'o',
    customer_id: 'c',
    idempotency_key: null,
    items: [{ product_id, quantity }],
  };
}

function cancelled(quantity: number, product_id = 'PROD-001'): OrderEvent {
  return { type: 'order-cancelled', order_id: 'o', items: [{ product_id, quantity }] };
}

function open(bug?: PlantedBug): VersionedStock {
  return new VersionedStock({ offset: 0, items: initialStock }, bug);
}

const anyEvent = fc
  .tuple(fc.boolean(), fc.integer({ min: 1, max: 9 }), fc.constantFrom(...productIds))
  .map(([places, quantity, product]) => (places ? placed(quantity, product) : cancelled(quantity, product)));

describe('versioned stock', () => {
  test('an order takes its items out and a cancellation puts them back', () => {
    const stock = open();
    stock.apply(1, placed(3));
    expect(stock.current).toEqual({ offset: 1, items: { ...initialStock, 'PROD-001': 97 } });
    stock.apply(2, cancelled(3));
    expect(stock.current).toEqual({ offset: 2, items: initialStock });
  });

  test('delivered any number of times, from any place, events have the effect of each once', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), fc.array(fc.nat(), { maxLength: 8 }), (events, restarts) => {
        const stock = open();
        const deliver = (from: number) => {
          for (let offset = from; offset <= events.length; offset += 1) {
            const event = events[offset - 1];
            if (event !== undefined) stock.apply(offset, event);
          }
        };
        deliver(1);
        for (const restart of restarts) deliver(1 + (restart % (events.length + 1)));
        expect(stock.current).toEqual({ offset: events.length, items: events.reduce(applyToStock, initialStock) });
      }),
    );
  });

  test('every kept version is what it was', () => {
    const stock = open();
    for (let offset = 1; offset <= 3000; offset += 1) stock.apply(offset, offset % 2 === 1 ? placed(1) : cancelled(1));
    expect(stock.oldest.offset).toBe(3000 - keptVersions + 1);
    expect(stock.at(stock.oldest.offset - 1)).toEqual({ kind: 'gone', oldestOffset: stock.oldest.offset });
    for (let offset = stock.oldest.offset; offset <= 3000; offset += 1) {
      const items = { ...initialStock, 'PROD-001': offset % 2 === 1 ? 99 : 100 };
      expect(stock.at(offset)).toEqual({ kind: 'found', version: { offset, items } });
    }
    expect(stock.at(3001)).toEqual({ kind: 'ahead', currentOffset: 3000 });
  });

  test('a replica that starts from a snapshot knows nothing of what was before it', () => {
    const stock = new VersionedStock({ offset: 5000, items: initialStock }, undefined);
    stock.apply(5001, placed(1));
    expect(stock.at(4999)).toEqual({ kind: 'gone', oldestOffset: 5000 });
    expect(stock.at(5000)).toMatchObject({ kind: 'found' });
  });

  test('a gap stops the replica instead of being counted over', () => {
    const stock = open();
    expect(() => stock.apply(2, placed(1))).toThrowError(/event 2 was delivered after event 0/);
    expect(stock.current.offset).toBe(0);
  });

  test.each(['inventory-double-apply', 'inventory-skip-event'] as const)('planted bug %s changes the stock', (bug) => {
    const [good, bad] = [open(), open(bug)];
    for (let offset = 1; offset <= 50; offset += 1) {
      good.apply(offset, placed(1));
      bad.apply(offset, placed(1));
    }
    expect(bad.current.offset).toBe(good.current.offset);
    expect(bad.current.items['PROD-001']).toBe(50 + (bug === 'inventory-skip-event' ? 1 : -1));
  });
});
