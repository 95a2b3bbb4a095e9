/** A replica of the inventory: folds the topic of orders in memory and answers at any of its last versions. */
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import type { Bus, BusEvent, Subscription } from '@temblor/kit/bus/bus';
import type { Database } from '@temblor/kit/database/open-database';
import type { Logger } from '@temblor/kit/logs/logger';
import { orderEvent, orderTopic } from '../../model/order-event.ts';
import type { PlantedBug } from '../../planted-bugs.ts';
import type { VotingTables } from '../../tables/voting-tables.ts';
import { loadSnapshot, storeSnapshot } from './snapshots.ts';
import { VersionWaiters } from './version-waiters.ts';
import type { VersionLookup } from './versioned-stock.ts';
import { keptVersions, VersionedStock } from './versioned-stock.ts';

/** What a replica works with. */
interface ReplicaParts {
  readonly database: Database<VotingTables>;
  readonly bus: Bus;
  readonly logger: Logger;
  readonly instance: string;
  readonly bug: PlantedBug | undefined;
  /** Ends it. */
  readonly closing: AbortSignal;
}

type ReplicaState =
  /** The snapshot is being read. */
  | { readonly kind: 'starting' }
  /** Events are applied that were published before it began. */
  | { readonly kind: 'catching-up'; readonly stock: VersionedStock }
  | { readonly kind: 'ready'; readonly stock: VersionedStock };

/** How long a request waits for a version that is just being published elsewhere. */
const waitForVersionMs = 100;

/** Events between two snapshots. */
const snapshotEvery = 2000;

export class InventoryReplica implements AsyncDisposable {
  readonly #parts: ReplicaParts;
  readonly #waiters = new VersionWaiters();
  readonly #started: Promise<void>;
  #state: ReplicaState = { kind: 'starting' };
  #subscription: Subscription | undefined;
  #snapshotOffset = 0;

  /** Begins to read; while the database is away it tries again. */
  constructor(parts: ReplicaParts) {
    this.#parts = parts;
    this.#started = this.#start().catch((error: unknown) => {
      if (!parts.closing.aborted) parts.logger.error({ err: error }, 'the replica could not start');
    });
  }

  /** Whether everything published before it began was applied once; it stays so. */
  get isReady(): boolean {
    return this.#state.kind === 'ready';
  }

  /** The offset that the latest version reflects; 0 before it knows. */
  get offset(): number {
    return this.#state.kind === 'starting' ? 0 : this.#state.stock.current.offset;
  }

  /** The version at an offset, the latest where none is given; waits up to 100 ms for one that is not reached yet. */
  async version(offset: number | undefined): Promise<VersionLookup | { readonly kind: 'catching-up' }> {
    if (this.#state.kind !== 'ready') return { kind: 'catching-up' };
    const { stock } = this.#state;
    if (offset === undefined) return { kind: 'found', version: stock.current };
    const lookup = stock.at(offset);
    if (lookup.kind !== 'ahead') return lookup;
    await this.#waiters.wait(offset, waitForVersionMs);
    return stock.at(offset);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#started;
    await this.#subscription?.close();
  }

  async #start(): Promise<void> {
    const { database, bus, instance, logger, bug, closing } = this.#parts;
    const attempt = () =>
      loadSnapshot(database, instance).catch((error: unknown) => {
        logger.warn({ err: error }, 'the snapshot could not be read; trying again');
        return undefined;
      });
    const start = await pollUntil(attempt, { timeoutMs: Number.POSITIVE_INFINITY, intervalMs: 100, signal: closing });
    if (start === undefined) return;
    const stock = new VersionedStock(start, bug);
    this.#snapshotOffset = start.offset;
    this.#state = { kind: 'catching-up', stock };
    this.#subscription = bus.subscribe(
      orderTopic,
      { after: start.offset, batchSize: 2000, signal: closing },
      (events) => this.#apply(stock, events),
    );
    void this.#subscription.caughtUp.then(() => {
      this.#state = { kind: 'ready', stock };
      logger.info({ offset: stock.current.offset }, 'caught up');
    });
  }

  #apply(stock: VersionedStock, events: readonly BusEvent[]): void {
    for (const { offset, value } of events) stock.apply(offset, orderEvent.parse(value));
    this.#waiters.reached(stock.current.offset);
    if (stock.oldest.offset - this.#snapshotOffset >= snapshotEvery) this.#takeSnapshot(stock);
  }

  /** Of the oldest version kept, so that a replica that starts from it has all of its versions again. */
  #takeSnapshot(stock: VersionedStock): void {
    const { database, instance, logger } = this.#parts;
    const version = stock.oldest;
    this.#snapshotOffset = version.offset;
    storeSnapshot(database, instance, version).catch((error: unknown) => {
      logger.warn({ err: error, behind: keptVersions }, 'the snapshot was not stored; the next one will be');
    });
  }
}
