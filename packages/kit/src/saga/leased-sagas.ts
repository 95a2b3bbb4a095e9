/** The sagas of a store as one host sees them: every transaction and list of them, with its name, its lease and its clock. */
import { messageOf } from '@temblor/foundation/errors/temblor-error';
import type { LocalWork, SagaHold, SagaRow, SagaTables } from '@temblor/protocols/saga/saga-rows';
import type { Claimed, Recorded, RecordOptions, Renewed } from '@temblor/protocols/saga/saga-store';
import { claimSaga, recordSaga, releaseLease, renewLease } from '@temblor/protocols/saga/saga-store';
import type { Reason, SagaDefinition, SavedSaga } from '@temblor/protocols/saga/saga-types';
import { firstUnmeantMs } from '@temblor/protocols/transactions/due-moment';
import { StoreFailure } from '@temblor/protocols/transactions/store-failure';
import type { RowFilter, RowStore, Transaction } from '@temblor/protocols/transactions/transaction';

export interface LeasedSagasOptions<T extends SagaTables> {
  readonly definition: SagaDefinition;
  readonly store: RowStore<T>;
  readonly owner: string;
  readonly leaseMs: number;
  readonly wallClock: () => number;
  readonly withoutLease: boolean;
}

/** A record that did not come about, as the machine is told of it. */
export interface RecordFailure {
  readonly kind: 'failed';
  readonly outcome: 'not-applied' | 'unknown';
  readonly reason: Reason;
  readonly error: unknown;
}

/** The rows of sagas in a store that has other tables too. */
interface SagaLists {
  list(table: 'sagas', filter: RowFilter<SagaRow>): Promise<readonly SagaRow[]>;
}

/** The most rows of one look. */
const pageSize = 100;

/** The most sagas that an operator is shown. */
const queueSize = 200;

export class LeasedSagas<T extends SagaTables> {
  readonly owner: string;
  readonly withoutLease: boolean;
  readonly #options: LeasedSagasOptions<T>;
  readonly #lists: SagaLists;

  constructor(options: LeasedSagasOptions<T>) {
    this.#options = options;
    this.#lists = options.store;
    this.owner = options.owner;
    this.withoutLease = options.withoutLease;
  }

  /** Never rejects. */
  async record(
    hold: SagaHold,
    saga: SavedSaga,
    work: () => LocalWork<T> | undefined,
  ): Promise<Recorded | RecordFailure> {
    const thrown: { error?: unknown } = {};
    try {
      const transaction = recordSaga(hold, saga, own(thrown, work), this.#lease());
      return await this.#options.store.transact(witnessed(thrown, transaction));
    } catch (error) {
      // What the decision itself throws undoes its transaction; of anything else that is no word of the store nobody knows.
      const ofStore = error instanceof StoreFailure ? error.outcome : 'unknown';
      const outcome = 'error' in thrown && thrown.error === error ? 'not-applied' : ofStore;
      const code = error instanceof StoreFailure ? 'database_unavailable' : 'internal-error';
      return { kind: 'failed', outcome, reason: { code, detail: messageOf(error) }, error };
    }
  }

  /** @throws StoreFailure */
  async claim(sagaId: string): Promise<Claimed> {
    return this.#options.store.transact(claimSaga(sagaId, this.owner, this.#lease()));
  }

  /** @throws StoreFailure */
  async renew(sagaId: string, hold: SagaHold): Promise<Renewed> {
    if (this.#options.withoutLease) return { kind: 'renewed' };
    return this.#options.store.transact(renewLease(sagaId, hold, this.#lease()));
  }

  /** Ends a lease before its time. @throws StoreFailure */
  async release(sagaId: string, hold: SagaHold): Promise<void> {
    await this.#options.store.transact(releaseLease(sagaId, hold, this.#options.wallClock()));
  }

  /** The row of a saga; undefined where there is none. @throws StoreFailure */
  async find(sagaId: string): Promise<SagaRow | undefined> {
    const [row] = await this.#lists.list('sagas', { equal: { saga_id: sagaId }, limit: 1 });
    return row;
  }

  /** Open sagas of this owner. @throws StoreFailure */
  own(): AsyncGenerator<readonly SagaRow[]> {
    return this.#pages({ equal: this.#open({ owner: this.owner }) });
  }

  /** Open sagas whose lease has ended, or is longer than any can be. @throws StoreFailure */
  async *unleased(): AsyncGenerator<readonly SagaRow[]> {
    const { withoutLease, wallClock, leaseMs } = this.#options;
    const equal = this.#open({});
    if (withoutLease) return yield* this.#pages({ equal });
    const nowMs = wallClock();
    yield* this.#pages({ equal, atMost: { lease_until_ms: nowMs } });
    yield* this.#pages({ equal, atLeast: { lease_until_ms: firstUnmeantMs(nowMs, leaseMs) } });
  }

  /** @throws StoreFailure */
  forOperator(): Promise<readonly SagaRow[]> {
    return this.#lists.list('sagas', { equal: this.#open({ needs_operator: true }), limit: queueSize });
  }

  async *#pages(filter: Omit<RowFilter<SagaRow>, 'limit' | 'after'>): AsyncGenerator<readonly SagaRow[]> {
    for (let after: string | undefined; ; ) {
      const rows = await this.#lists.list('sagas', {
        ...filter,
        ...(after === undefined ? {} : { after }),
        limit: pageSize,
      });
      yield rows;
      after = rows.at(-1)?.saga_id;
      if (rows.length < pageSize) return;
    }
  }

  #open(columns: Partial<SagaRow>): Partial<SagaRow> {
    return { definition: this.#options.definition.name, open: true, ...columns };
  }

  #lease(): RecordOptions {
    const { definition, leaseMs, wallClock, withoutLease } = this.#options;
    return { definition, nowMs: wallClock(), leaseMs, withoutLease };
  }
}

/** The local work; what it throws is kept. */
function own<Work>(thrown: { error?: unknown }, work: () => Work): Work {
  try {
    return work();
  } catch (error) {
    thrown.error = error;
    throw error;
  }
}

/** The same transaction; what its decision throws is kept. */
function witnessed<T extends object, Answer>(
  thrown: { error?: unknown },
  transaction: Transaction<T, Answer>,
): Transaction<T, Answer> {
  return { ...transaction, decide: (rows) => own(thrown, () => transaction.decide(rows)) };
}
