/** What the checks of the voting system look at, in the words of the checkers: the clients' history and the ledger. */
import type { Attempt, Effect } from '@temblor/checkers/exactly-once/exactly-once';
import type { Operation } from '@temblor/checkers/history/operation';
import type { AcknowledgedWrite } from '@temblor/checkers/ledger/acknowledged-order';
import type { FoldedRead } from '@temblor/checkers/ledger/folded-reads';
import type { FoldedLedger, LedgerEntry } from '@temblor/checkers/ledger/ledger';
import { foldLedger } from '@temblor/checkers/ledger/ledger';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { openPostgresqlBus } from '@temblor/kit/bus/postgresql/open-postgresql-bus';
import { openDatabase } from '@temblor/kit/database/open-database';
import type { CheckContext } from '@temblor/lab/experiment/declaration';
import { z } from 'zod';
import { initialStock } from './model/catalogue.ts';
import type { OrderEvent } from './model/order-event.ts';
import { orderEvent, orderTopic } from './model/order-event.ts';
import type { VotingTables } from './tables/voting-tables.ts';

/** An order event at its offset. */
export interface PlacedEvent {
  readonly offset: number;
  readonly event: OrderEvent;
}

/** The truth about the orders, read from the store past every service. */
export interface Ledger {
  readonly events: readonly PlacedEvent[];
  /** The stock after each event. */
  readonly folded: FoldedLedger;
  /** What the order service's own table says is left. */
  readonly stockTable: Readonly<Record<string, number>>;
}

const pageSize = 5000;

/** A longer ledger is not of one run. */
const largestLedger = 1_000_000;

/** @throws DatabaseFailure; TemblorError `ledger-too-long`. */
export async function readLedger(context: CheckContext): Promise<Ledger> {
  await using database = openDatabase<VotingTables>({
    url: context.storeUrl('postgres'),
    maxConnections: 1,
    applicationName: 'checks',
    onError: () => undefined,
  });
  await using bus = openPostgresqlBus({ database, onTrouble: () => undefined });
  const events: PlacedEvent[] = [];
  for (;;) {
    const page = await bus.read(orderTopic, events.at(-1)?.offset ?? 0, pageSize);
    events.push(...page.map(({ offset, value }) => ({ offset, event: orderEvent.parse(value) })));
    if (page.length < pageSize) break;
    if (events.length > largestLedger) {
      throw new TemblorError('ledger-too-long', `the topic ${orderTopic} holds more than ${largestLedger} events`);
    }
  }
  const rows = await database.queries.selectFrom('stock').select(['product_id', 'quantity']).execute();
  return {
    events,
    folded: foldLedger({ position: 0, state: initialStock }, events.map(toEntry)),
    stockTable: Object.fromEntries(rows.map(({ product_id, quantity }) => [product_id, quantity])),
  };
}

function toEntry({ offset, event }: PlacedEvent): LedgerEntry {
  const sign = event.type === 'order-placed' ? -1 : 1;
  const change: Record<string, number> = {};
  for (const { product_id, quantity } of event.items) change[product_id] = (change[product_id] ?? 0) + sign * quantity;
  return { position: offset, change };
}

/** An order is known by its idempotency key, a cancellation by the order: it can only happen once. */
export function toEffects(events: readonly PlacedEvent[]): Effect[] {
  return events.flatMap(({ offset, event }) => {
    if (event.type === 'order-cancelled') return [{ identity: cancelOf(event.order_id), position: offset }];
    return event.idempotency_key === null ? [] : [{ identity: orderOf(event.idempotency_key), position: offset }];
  });
}

const orderInput = z.object({ idempotency_key: z.string() });
const cancelInput = z.object({ order_id: z.string() });
const writeOutput = z.object({ offset: z.number() });

/** Every attempt to order or to cancel. */
export function toAttempts(history: readonly Operation[]): (Attempt & { operation: Operation })[] {
  return history.flatMap((operation) => {
    const identity = identityOf(operation);
    if (identity === undefined) return [];
    const { outcome } = operation;
    const output = outcome === 'ok' ? writeOutput.safeParse(operation.output).data : undefined;
    return [{ identity, outcome, operation, ...(output === undefined ? {} : { position: output.offset }) }];
  });
}

function identityOf({ name, input }: Operation): string | undefined {
  if (name === 'order') {
    const key = orderInput.safeParse(input).data?.idempotency_key;
    return key === undefined ? undefined : orderOf(key);
  }
  if (name !== 'cancel') return undefined;
  const order = cancelInput.safeParse(input).data?.order_id;
  return order === undefined ? undefined : cancelOf(order);
}

function orderOf(key: string): string {
  return `order ${key}`;
}

function cancelOf(orderId: string): string {
  return `cancellation of ${orderId}`;
}

/** The writes that were acknowledged, each once, from its first attempt to its first acknowledgement. */
export function toAcknowledged(history: readonly Operation[]): AcknowledgedWrite[] {
  const intents = Map.groupBy(toAttempts(history), ({ identity }) => identity);
  return [...intents].flatMap(([id, attempts]) => {
    const acknowledged = attempts.filter(({ outcome, position }) => outcome === 'ok' && position !== undefined);
    const first = acknowledged.toSorted((left, right) => left.operation.completedUs - right.operation.completedUs)[0];
    if (first?.position === undefined) return [];
    const invokedUs = Math.min(...attempts.map(({ operation }) => operation.invokedUs));
    return [{ id, position: first.position, invokedUs, completedUs: first.operation.completedUs }];
  });
}

const readInput = z.object({ product_id: z.string().optional(), min_offset: z.number().optional() });
const readOutput = z.object({ items: z.record(z.string(), z.number()), offset: z.number() });

/** The voted reads that were answered, and the ids of those whose answer had not the form of one. */
export function toReads(history: readonly Operation[]): { reads: FoldedRead[]; malformed: string[] } {
  const reads: FoldedRead[] = [];
  const malformed: string[] = [];
  for (const { id, name, input, output, outcome } of history) {
    if (name !== 'voted-read' || outcome !== 'ok') continue;
    const asked = readInput.safeParse(input).data;
    const answered = readOutput.safeParse(output).data;
    if (asked === undefined || answered === undefined) {
      malformed.push(`read ${id}`);
      continue;
    }
    reads.push({
      id: `read ${id}`,
      position: answered.offset,
      state: answered.items,
      ...(asked.product_id === undefined ? {} : { only: asked.product_id }),
      ...(asked.min_offset === undefined ? {} : { minimumPosition: asked.min_offset }),
    });
  }
  return { reads, malformed };
}
