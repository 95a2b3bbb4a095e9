/** What is published on the topic of orders. */
import { z } from 'zod';

/** The topic whose offsets are the versions of the inventory. */
export const orderTopic = 'order-events';

const orderItem = z.strictObject({ product_id: z.string(), quantity: z.int() });
/** So many of one product. */
export type OrderItem = z.infer<typeof orderItem>;

/** An event bears its items, so that a consumer needs no memory of orders to apply a cancellation. */
export const orderEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('order-placed'),
    order_id: z.string(),
    customer_id: z.string(),
    items: z.array(orderItem),
    /** The key under which it was ordered; null where the client gave none. At most one order bears a key. */
    idempotency_key: z.string().nullable(),
  }),
  z.object({ type: z.literal('order-cancelled'), order_id: z.string(), items: z.array(orderItem) }),
]);
export type OrderEvent = z.infer<typeof orderEvent>;
