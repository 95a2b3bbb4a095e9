/** Orders and what they do to the stock. Order, stock, kept answer and event commit in one transaction, or none does. */
import { randomUUID } from 'node:crypto';
import type { Bus } from '@temblor/kit/bus/bus';
import type { Database } from '@temblor/kit/database/open-database';
import { ProblemError } from '@temblor/kit/service/problem';
import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import { initialStock } from '../../model/catalogue.ts';
import type { OrderEvent, OrderItem } from '../../model/order-event.ts';
import { orderTopic } from '../../model/order-event.ts';
import type { PlantedBug } from '../../planted-bugs.ts';
import type { VotingTables } from '../../tables/voting-tables.ts';
import type { IdempotentRequest, KeptAnswer } from './idempotency.ts';
import { performOnce } from './idempotency.ts';

/** What a request asks for beside itself: its key, and the trace that its event carries on. */
export interface RequestContext {
  readonly idempotency: IdempotentRequest | undefined;
  readonly traceparent: string;
}

/** An answer, and whether it is an earlier request's. */
export type OrderAnswer = KeptAnswer & { readonly replayed: boolean };

/** An order as it stands. */
interface PlacedOrder {
  readonly order_id: string;
  readonly customer_id: string;
  readonly items: OrderItem[];
  readonly status: 'confirmed' | 'cancelled';
  readonly offset: number;
  readonly cancelled_offset?: number;
}

type Tx = Transaction<VotingTables>;

/** The orders of the database, each change of them published on the bus. */
export class OrderBook {
  readonly #database: Database<VotingTables>;
  readonly #bus: Bus;
  readonly #bug: PlantedBug | undefined;
  /** For the planted bug alone: how many events it has published or lost, and the offset that it guesses for the next. */
  #publications = 0;
  #guessedOffset = 0;

  constructor(database: Database<VotingTables>, bus: Bus, bug: PlantedBug | undefined) {
    this.#database = database;
    this.#bus = bus;
    this.#bug = bug;
  }

  /** Puts the initial stock into a database that has none; what is there stays. @throws DatabaseFailure */
  async stockUp(): Promise<void> {
    const rows = Object.entries(initialStock).map(([product_id, quantity]) => ({ product_id, quantity }));
    await this.#database.queries
      .insertInto('stock')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /**
   * Places an order.
   * @throws ProblemError 409 `insufficient_stock`, and as `performOnce` does; DatabaseFailure.
   */
  place(customerId: string, items: readonly OrderItem[], context: RequestContext): Promise<OrderAnswer> {
    const merged = mergeItems(items);
    return this.#perform(context, async (transaction, afterwards) => {
      const orderId = `ORD-${randomUUID()}`;
      for (const item of merged) await takeFromStock(transaction, item);
      const event: OrderEvent = {
        type: 'order-placed',
        order_id: orderId,
        customer_id: customerId,
        items: merged,
        idempotency_key: context.idempotency?.key ?? null,
      };
      const offset = await this.#publish(transaction, event, context, afterwards);
      await transaction
        .insertInto('orders')
        .values({
          order_id: orderId,
          customer_id: customerId,
          items: JSON.stringify(merged),
          status: 'confirmed',
          placed_offset: offset,
        })
        .execute();
      return { status: 201, body: { order_id: orderId, status: 'confirmed', offset } };
    });
  }

  /**
   * Cancels an order and puts its items back.
   * @throws ProblemError 404 `order_not_found`, 409 `already_cancelled`, and as `performOnce` does; DatabaseFailure.
   */
  cancel(orderId: string, context: RequestContext): Promise<OrderAnswer> {
    return this.#perform(context, async (transaction, afterwards) => {
      const order = await transaction
        .selectFrom('orders')
        .select(['items', 'status'])
        .where('order_id', '=', orderId)
        .forUpdate()
        .executeTakeFirst();
      if (order === undefined) throw orderNotFound(orderId);
      if (order.status === 'cancelled') {
        throw new ProblemError(409, 'already_cancelled', `Order ${orderId} was cancelled before.`, {
          hint: 'Nothing is left to do: its items are back in stock.',
        });
      }
      for (const item of order.items) await putIntoStock(transaction, item);
      const event: OrderEvent = { type: 'order-cancelled', order_id: orderId, items: order.items };
      const offset = await this.#publish(transaction, event, context, afterwards);
      await transaction
        .updateTable('orders')
        .set({ status: 'cancelled', cancelled_offset: offset, cancelled_at: sql`now()` })
        .where('order_id', '=', orderId)
        .execute();
      return { status: 200, body: { order_id: orderId, status: 'cancelled', offset } };
    });
  }

  /** @throws ProblemError 404 `order_not_found`; DatabaseFailure. */
  async find(orderId: string): Promise<PlacedOrder> {
    const row = await this.#database.queries
      .selectFrom('orders')
      .select(['order_id', 'customer_id', 'items', 'status', 'placed_offset as offset', 'cancelled_offset'])
      .where('order_id', '=', orderId)
      .executeTakeFirst();
    if (row === undefined) throw orderNotFound(orderId);
    const { cancelled_offset, ...order } = row;
    return cancelled_offset === null ? order : { ...order, cancelled_offset };
  }

  async #perform(
    context: RequestContext,
    work: (transaction: Tx, afterwards: (() => Promise<void>)[]) => Promise<KeptAnswer>,
  ): Promise<OrderAnswer> {
    const idempotency = this.#bug === 'orders-double-apply' ? undefined : context.idempotency;
    if (this.#bug === 'orders-publish-after-commit') this.#guessedOffset = (await this.#bus.latest(orderTopic)) + 1;
    let afterwards: (() => Promise<void>)[] = [];
    const answer = await this.#database.inTransaction((transaction) => {
      afterwards = [];
      return performOnce(transaction, idempotency, () => work(transaction, afterwards));
    });
    for (const act of afterwards) await act();
    return answer;
  }

  /** Publishes within the transaction; the planted bug guesses the offset and publishes after it, or never. */
  async #publish(
    transaction: Tx,
    event: OrderEvent,
    context: RequestContext,
    afterwards: (() => Promise<void>)[],
  ): Promise<number> {
    const published = { value: event, headers: { traceparent: context.traceparent } };
    if (this.#bug === 'orders-publish-after-commit') {
      this.#publications += 1;
      const lost = this.#publications % 10 === 0;
      if (!lost) afterwards.push(async () => void (await this.#bus.publish(orderTopic, [published])));
      return this.#guessedOffset;
    }
    const [offset] = await this.#bus.publishWithin(transaction, orderTopic, [published]);
    if (offset === undefined) throw new Error('the bus published an event without an offset');
    return offset;
  }
}

/** One item a product, in the order of the ids: transactions lock the stock's rows in the same order. */
export function mergeItems(items: readonly OrderItem[]): OrderItem[] {
  const quantities = new Map<string, number>();
  for (const { product_id, quantity } of items) {
    quantities.set(product_id, (quantities.get(product_id) ?? 0) + quantity);
  }
  return [...quantities]
    .map(([product_id, quantity]) => ({ product_id, quantity }))
    .sort((left, right) => (left.product_id < right.product_id ? -1 : 1));
}

async function takeFromStock(transaction: Tx, item: OrderItem): Promise<void> {
  const taken = await transaction
    .updateTable('stock')
    .set((row) => ({ quantity: row('quantity', '-', item.quantity) }))
    .where('product_id', '=', item.product_id)
    .where('quantity', '>=', item.quantity)
    .returning('quantity')
    .executeTakeFirst();
  if (taken !== undefined) return;
  const detail = `There are fewer than ${item.quantity} of ${item.product_id} in stock.`;
  throw new ProblemError(409, 'insufficient_stock', detail, { hint: 'Order less of it, or wait for a cancellation.' });
}

async function putIntoStock(transaction: Tx, item: OrderItem): Promise<void> {
  await transaction
    .updateTable('stock')
    .set((row) => ({ quantity: row('quantity', '+', item.quantity) }))
    .where('product_id', '=', item.product_id)
    .execute();
}

/** The answer to an id that no order has. */
export function orderNotFound(orderId: string): ProblemError {
  return new ProblemError(404, 'order_not_found', `There is no order '${orderId}'.`, {
    hint: 'Use the order_id that POST /orders answered with.',
  });
}
