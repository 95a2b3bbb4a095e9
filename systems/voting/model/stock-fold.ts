import type { Stock } from './catalogue.ts';
import type { OrderEvent } from './order-event.ts';

/** The stock after an event: an order takes its items out, a cancellation puts them back. */
export function applyToStock(stock: Stock, event: OrderEvent): Stock {
  const sign = event.type === 'order-placed' ? -1 : 1;
  const changed: Record<string, number> = { ...stock };
  for (const { product_id, quantity } of event.items) {
    changed[product_id] = (changed[product_id] ?? 0) + sign * quantity;
  }
  return changed;
}
