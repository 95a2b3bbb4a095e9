import type { AlterAnswer } from '@temblor/kit/chaos/chaos-routes';
import { z } from 'zod';

const stockAnswer = z.looseObject({ items: z.record(z.string(), z.number()) });
const productAnswer = z.looseObject({ product_id: z.string(), quantity: z.number() });

/**
 * How an inventory replica answers wrongly: the quantity of the product is off, or a product that does not exist is
 * there. Each replica is off by an amount of its own, so that two that lie independently do not agree.
 */
export function wrongInventory(instanceNumber: number): AlterAnswer {
  const error = 7 * instanceNumber;
  return (payload, { subject = 'PROD-001' }) => {
    const stock = stockAnswer.safeParse(payload);
    if (stock.success) {
      const { items } = stock.data;
      return { ...stock.data, items: { ...items, [subject]: (items[subject] ?? 0) + error } };
    }
    const product = productAnswer.safeParse(payload);
    if (!product.success || product.data.product_id !== subject) return undefined;
    return { ...product.data, quantity: product.data.quantity + error };
  };
}
