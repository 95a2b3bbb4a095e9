/**
 * The event bus of a system: named topics, each an append-only sequence of events.
 *
 * Offsets count from 1 in each topic, without gaps, in the order in which the publishing transactions committed: a
 * consumer that has seen offset n can never meet a smaller one that it has not seen. An event is published by the
 * transaction that writes the state it tells about, so that neither exists without the other.
 *
 * On PostgreSQL the topic is a table of the same database. On Apache Kafka a publication goes into an outbox table of
 * that database, which gives it its offset; a relay appends the outbox to a topic of one partition in that order, the
 * offset in the record. Relayed twice, a record bears the same offset twice, and the adapter drops the second. So a
 * service is written once: it publishes within its transaction and knows the offset before it commits.
 *
 * Delivery is in order and at least once; an effect is exactly once where the consumer stores the offset together with
 * its state: in memory by starting `after` the offset of what it rebuilt, in the database by `advanceWithin`.
 */
import type { TransactionPort } from '../database/transaction-port.ts';

/** What an event may hold: anything that JSON can say. */
export type EventValue =
  | string
  | number
  | boolean
  | null
  | readonly EventValue[]
  | { readonly [key: string]: EventValue };

export interface NewEvent {
  readonly value: EventValue;
  /** Metadata beside the value, such as `traceparent`; absent means none. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface BusEvent {
  readonly topic: string;
  /** Place in the topic: 1 for the first event, then without gaps. */
  readonly offset: number;
  readonly value: EventValue;
  readonly headers: Readonly<Record<string, string>>;
  /** Wall clock of the bus when it was published, in milliseconds since 1970. */
  readonly publishedAtMs: number;
}

export interface SubscribeOptions {
  /**
   * Delivery starts with the first event beyond this offset; 0 replays the whole topic; `latest` skips what is there
   * by the time that `caughtUp` settles.
   */
  readonly after: number | 'latest';
  /** The most events in one call of the handler. Default 500. */
  readonly batchSize?: number;
  /** Ends the subscription. */
  readonly signal?: AbortSignal;
  /** Told of every trouble that is being retried: the database is away, the handler threw. Default: the bus's own. */
  readonly onTrouble?: (error: unknown) => void;
}

/**
 * Takes events in order, never two calls at once. When it throws, the same events (perhaps with later ones behind
 * them) come again after a pause that grows from 20 to 250 ms.
 */
export type EventHandler = (events: readonly BusEvent[]) => Promise<void> | void;

export interface Subscription extends AsyncDisposable {
  /** The offset up to which the handler has accepted everything; undefined before a start at `latest` is known. */
  readonly position: number | undefined;
  /**
   * Settles once the handler has accepted everything that was in the topic when the bus first answered; after it, every
   * event published is delivered. Never rejects; it stays open when the subscription ends before.
   */
  readonly caughtUp: Promise<void>;
  /** Ends the subscription; resolves when no call of the handler is running any more. */
  close(): Promise<void>;
}

export interface Bus extends AsyncDisposable {
  /**
   * Publishes within a transaction: the events exist exactly if it commits. Do it last: until the transaction ends,
   * other publishers of the topic wait.
   * @returns the offset of each event, in order.
   * @throws DatabaseFailure as any statement of the transaction does.
   */
  publishWithin(transaction: TransactionPort, topic: string, events: readonly NewEvent[]): Promise<readonly number[]>;
  /**
   * Publishes in a transaction of its own, for events that tell of no state in the database.
   * @throws DatabaseFailure; where its outcome is `unknown` the events may be there, all of them or none.
   */
  publish(topic: string, events: readonly NewEvent[]): Promise<readonly number[]>;
  /** Up to `limit` events beyond an offset, in order; none where there are none. @throws DatabaseFailure */
  read(topic: string, after: number, limit: number): Promise<readonly BusEvent[]>;
  /** The offset of the last event; 0 where nothing was ever published. @throws DatabaseFailure */
  latest(topic: string): Promise<number>;
  /** Starts delivery; survives the loss of the connection. */
  subscribe(topic: string, options: SubscribeOptions, handler: EventHandler): Subscription;
  /** The offset up to which a consumer group has stored its effects; 0 where it never did. @throws DatabaseFailure */
  positionOf(topic: string, group: string): Promise<number>;
  /**
   * Moves a group's stored offset forward, within the transaction that stores the effects, and locks it until that
   * ends. Members of a group that handle the same events at once are put in line by it.
   * @returns where the offset stood: only events beyond it are to be applied, the others were.
   */
  advanceWithin(transaction: TransactionPort, topic: string, group: string, offset: number): Promise<number>;
}
