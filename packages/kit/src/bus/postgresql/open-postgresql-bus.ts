/**
 * The bus on PostgreSQL: each topic is a set of rows of one append-only table, in the database of its services.
 *
 * Why offsets are in commit order and without gaps: the publishing statement takes its offsets from the topic's row of
 * `bus_topic`, whose lock it then holds until its transaction ends. The next publisher gets the row after that, and
 * PostgreSQL releases a row lock only once the transaction is over for every later snapshot. So whoever sees offset n
 * sees all before it; and a transaction that is rolled back gives its offsets back. A sequence does neither.
 * The price is that publishers of one topic commit one after another, about one disk flush each.
 *
 * Subscribers read by offset. NOTIFY wakes them when the transaction commits; they look by themselves as well.
 */
import type { QueryExecutorProvider } from 'kysely';
import { sql } from 'kysely';
import type { DatabasePort } from '../../database/open-database.ts';
import type { TransactionPort } from '../../database/transaction-port.ts';
import type { Bus, BusEvent, EventHandler, EventValue, NewEvent, SubscribeOptions, Subscription } from '../bus.ts';
import type { SubscriptionSource } from '../log-subscription.ts';
import { LogSubscription } from '../log-subscription.ts';
import { createBusSchema, hasBusSchema } from './bus-schema.ts';
import { WakeListener, wakeChannel } from './wake-listener.ts';

interface PostgresqlBusOptions {
  readonly database: DatabasePort;
  /** Told of trouble that is being retried: the database is away, a handler threw. */
  readonly onTrouble: (error: unknown) => void;
  /** How often a subscription looks by itself while wake-ups arrive. Default 1000. */
  readonly pollEveryMs?: number;
  /** How often while wake-ups cannot arrive. Default 200. */
  readonly deafPollEveryMs?: number;
}

/**
 * Opens the bus. Nothing is asked of the database before the bus is used, so it opens while the database is away; the
 * tables are made by whoever first needs them.
 */
export function openPostgresqlBus(options: PostgresqlBusOptions): Bus {
  return new PostgresqlBus(options);
}

class PostgresqlBus implements Bus, SubscriptionSource {
  readonly #options: PostgresqlBusOptions;
  readonly #subscriptions = new Map<LogSubscription, string>();
  #listener: WakeListener | undefined;
  #hasSchema = false;

  constructor(options: PostgresqlBusOptions) {
    this.#options = options;
  }

  async publishWithin(
    transaction: TransactionPort,
    topic: string,
    events: readonly NewEvent[],
  ): Promise<readonly number[]> {
    if (events.length === 0) return [];
    if (!(await this.#schemaIsThere(transaction))) await createBusSchema(transaction);
    return append(transaction, topic, events);
  }

  async publish(topic: string, events: readonly NewEvent[]): Promise<readonly number[]> {
    if (events.length === 0) return [];
    await this.#ensureSchema();
    return append(this.#options.database.executor, topic, events);
  }

  async read(topic: string, after: number, limit: number): Promise<readonly BusEvent[]> {
    await this.#ensureSchema();
    const result = await sql<EventRow>`
      SELECT "offset", value, headers, (extract(epoch FROM published_at) * 1000)::float8 AS published_at_ms
      FROM bus_event WHERE topic = ${topic} AND "offset" > ${after} ORDER BY "offset" LIMIT ${limit}
    `.execute(this.#options.database.executor);
    return result.rows.map((row) => ({
      topic,
      offset: row.offset,
      value: row.value,
      headers: row.headers ?? {},
      publishedAtMs: row.published_at_ms,
    }));
  }

  async latest(topic: string): Promise<number> {
    await this.#ensureSchema();
    const result = await sql<{ last_offset: number }>`
      SELECT last_offset FROM bus_topic WHERE topic = ${topic}
    `.execute(this.#options.database.executor);
    return result.rows[0]?.last_offset ?? 0;
  }

  subscribe(topic: string, options: SubscribeOptions, handler: EventHandler): Subscription {
    const { database, onTrouble } = this.#options;
    this.#listener ??= new WakeListener(database, (woken) => this.#wake(woken), onTrouble);
    const subscription = new LogSubscription(this, topic, options, handler);
    this.#subscriptions.set(subscription, topic);
    void subscription.finished.then(() => this.#subscriptions.delete(subscription));
    return subscription;
  }

  async positionOf(topic: string, group: string): Promise<number> {
    await this.#ensureSchema();
    const result = await sql<{ offset: number }>`
      SELECT "offset" FROM bus_position WHERE topic = ${topic} AND consumer_group = ${group}
    `.execute(this.#options.database.executor);
    return result.rows[0]?.offset ?? 0;
  }

  async advanceWithin(transaction: TransactionPort, topic: string, group: string, offset: number): Promise<number> {
    if (!(await this.#schemaIsThere(transaction))) await createBusSchema(transaction);
    await sql`
      INSERT INTO bus_position (topic, consumer_group, "offset") VALUES (${topic}, ${group}, 0) ON CONFLICT DO NOTHING
    `.execute(transaction);
    // Two statements: the second must see what the lock of the first waited for.
    const stood = await sql<{ offset: number }>`
      SELECT "offset" FROM bus_position WHERE topic = ${topic} AND consumer_group = ${group} FOR UPDATE
    `.execute(transaction);
    const before = stood.rows[0]?.offset ?? 0;
    if (before < offset) {
      await sql`
        UPDATE bus_position SET "offset" = ${offset} WHERE topic = ${topic} AND consumer_group = ${group}
      `.execute(transaction);
    }
    return before;
  }

  pollAfterMs(): number {
    const { pollEveryMs = 1000, deafPollEveryMs = 200 } = this.#options;
    return this.#listener?.isListening === true ? pollEveryMs : deafPollEveryMs;
  }

  onTrouble(error: unknown): void {
    this.#options.onTrouble(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closing = [...this.#subscriptions.keys()].map((subscription) => subscription.close());
    await Promise.all([...closing, this.#listener?.[Symbol.asyncDispose]()]);
  }

  #wake(topic: string | undefined): void {
    for (const [subscription, itsTopic] of this.#subscriptions) {
      if (topic === undefined || topic === itsTopic) subscription.wake();
    }
  }

  /** Remembered only once it was seen: tables made by a transaction go with it when it is rolled back. */
  async #schemaIsThere(executor: QueryExecutorProvider): Promise<boolean> {
    this.#hasSchema ||= await hasBusSchema(executor);
    return this.#hasSchema;
  }

  async #ensureSchema(): Promise<void> {
    const { database } = this.#options;
    if (!(await this.#schemaIsThere(database.executor))) await database.inTransaction(createBusSchema);
  }
}

interface EventRow {
  readonly offset: number;
  readonly value: EventValue;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly published_at_ms: number;
}

async function append(
  executor: QueryExecutorProvider,
  topic: string,
  events: readonly NewEvent[],
): Promise<readonly number[]> {
  const count = events.length;
  // One array of texts each: taking them out of one JSON document would refuse strings with \u0000.
  const values = events.map((event) => JSON.stringify(event.value));
  const headers = events.map((event) => (event.headers === undefined ? null : JSON.stringify(event.headers)));
  const result = await sql<{ last_offset: number }>`
    WITH position AS (
      INSERT INTO bus_topic AS topic (topic, last_offset) VALUES (${topic}, ${count}::bigint)
      ON CONFLICT (topic) DO UPDATE SET last_offset = topic.last_offset + ${count}::bigint
      RETURNING last_offset
    ), appended AS (
      INSERT INTO bus_event (topic, "offset", value, headers)
      SELECT ${topic}, position.last_offset - ${count}::bigint + item.place, item.value::json, item.headers::json
      FROM position, unnest(${values}::text[], ${headers}::text[]) WITH ORDINALITY AS item (value, headers, place)
    )
    SELECT last_offset, pg_notify(${wakeChannel}, ${topic}) FROM position
  `.execute(executor);
  const last = result.rows[0]?.last_offset;
  if (last === undefined) throw new Error(`publishing to ${topic} returned no offset`);
  return events.map((_, index) => last - count + 1 + index);
}
