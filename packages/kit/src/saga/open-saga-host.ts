import type { SagaHold, SagaRow, SagaTables } from '@temblor/protocols/saga/saga-rows';
import type { SagaPhase, SavedSaga } from '@temblor/protocols/saga/saga-types';
import { Patience } from '../waiting/patience.ts';
import { RepeatedWork } from '../waiting/repeated-work.ts';
import { LeasedSagas } from './leased-sagas.ts';
import type { OperatorItem, SagaHost, SagaHostOptions, TryNowResult } from './saga-host.ts';
import type { RunSurroundings } from './saga-run.ts';
import { SagaRun } from './saga-run.ts';

const defaultLeaseMs = 4000;

/** Waits between looks at a saga that another instance drives, in ms: doubled with each. */
const firstLookMs = 25;
const longestLookMs = 400;

/** How long it may take to end the leases of a host that closes, in ms; then they end by themselves. */
const releaseMs = 1000;

/** Opens a host, which begins at once to take up what it finds. */
export function openSagaHost<T extends SagaTables>(options: SagaHostOptions<T>): SagaHost {
  return new LeasingSagaHost(options);
}

class LeasingSagaHost<T extends SagaTables> implements SagaHost {
  readonly recovered: Promise<void>;
  readonly #options: SagaHostOptions<T>;
  readonly #leaseMs: number;
  readonly #leased: LeasedSagas<T>;
  readonly #around: RunSurroundings<T>;
  readonly #runs = new Map<string, SagaRun<T>>();
  /** Sagas whose claim the store failed, or did not speak of: a claim that nobody heard of leases a saga to nobody. */
  readonly #unclaimed = new Set<string>();
  /** Sagas of this life, by its own word: no clock can tell them from those of an earlier one. Undefined once that has no more. */
  #ofThisLife: Set<string> | undefined = new Set();
  readonly #closing = new AbortController();
  readonly #loops = new AsyncDisposableStack();

  constructor(options: SagaHostOptions<T>) {
    this.#options = options;
    const { definition, store, owner, wallClock, leaseMs = defaultLeaseMs, withoutLease = false } = options;
    this.#leaseMs = leaseMs;
    this.#leased = new LeasedSagas({ definition, store, owner, leaseMs, wallClock, withoutLease });
    const onOver = (run: SagaRun<T>) => {
      if (this.#runs.get(run.id) === run) this.#runs.delete(run.id);
    };
    this.#around = { ...options, leased: this.#leased, leaseMs, onOver };
    const { promise, resolve } = Promise.withResolvers<void>();
    this.recovered = promise;
    this.#loops.defer(resolve);
    this.#recover(resolve);
    this.#repeat(() => this.#renew());
    this.#repeat(() => this.#claimAgain());
    this.#repeat(() => this.#takeUpAll(this.#leased.unleased()));
  }

  *running(): Iterable<SavedSaga> {
    for (const { saga } of this.#runs.values()) yield saga;
  }

  accepting(sagaId: string): void {
    this.#ofThisLife?.add(sagaId);
  }

  adopt(saga: SavedSaga, hold: SagaHold): void {
    if (this.#closing.signal.aborted) return;
    this.#options.onChange({ kind: 'accepted', saga });
    // How long ago the store leased it is not known here; the first record tells.
    this.#run(saga, hold, this.#options.wallClock() + this.#leaseMs / 2, 'fresh');
  }

  async takeUp(sagaId: string): Promise<SavedSaga | undefined> {
    const leaseUntilMs = this.#options.wallClock() + this.#leaseMs;
    const claimed = await this.#leased.claim(sagaId).catch((error: unknown) => {
      this.#unclaimed.add(sagaId);
      throw error;
    });
    this.#unclaimed.delete(sagaId);
    if (claimed.kind !== 'claimed') return undefined;
    if (this.#closing.signal.aborted) {
      await this.#leased.release(sagaId, claimed.hold).catch(this.#options.onTrouble);
      return undefined;
    }
    this.#options.onChange({ kind: 'taken-up', saga: claimed.saga });
    this.#run(claimed.saga, claimed.hold, leaseUntilMs, 'recovered');
    return claimed.saga;
  }

  async decided(
    sagaId: string,
    { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<SavedSaga | undefined> {
    const signals = [this.#closing.signal, ...(signal === undefined ? [] : [signal])];
    using patience = new Patience(this.#options.time, timeoutMs, signals);
    for (let pauseMs = firstLookMs; !patience.isOver; pauseMs = Math.min(2 * pauseMs, longestLookMs)) {
      const decided = await patience.orOver(this.#decidedHereOrThere(sagaId));
      if (decided !== undefined) return decided;
      await patience.pause(pauseMs);
    }
    signal?.throwIfAborted();
    return undefined;
  }

  async operatorQueue(): Promise<readonly OperatorItem[]> {
    const rows = await this.#leased.forOperator();
    return rows.map(({ saga, owner, updated_at_ms }) => ({ saga, owner, updatedAtMs: updated_at_ms }));
  }

  async tryNow(sagaId: string): Promise<TryNowResult> {
    const run = this.#runs.get(sagaId);
    if (run !== undefined) {
      if (!run.isWaiting) return { kind: 'not-waiting' };
      run.tryNow();
      return { kind: 'trying' };
    }
    const row = await this.#leased.find(sagaId);
    if (row === undefined) return { kind: 'not-found' };
    if (!row.open) return { kind: 'not-waiting' };
    if ((await this.takeUp(sagaId)) !== undefined) return { kind: 'trying' };
    return { kind: 'elsewhere', owner: row.owner };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    const loops = this.#loops.disposeAsync();
    const runs = [...this.#runs.values()];
    await Promise.all(runs.map((run) => run.close()));
    await loops;
    await this.#release(runs);
  }

  /** So that other hosts take up at once what this one leaves. */
  async #release(runs: readonly SagaRun<T>[]): Promise<void> {
    using patience = new Patience(this.#options.time, releaseMs, []);
    const released = Promise.all(runs.map((run) => run.release().catch(this.#options.onTrouble)));
    await patience.orOver(released);
  }

  /** Drives a saga from now on. Who drove it here under an older epoch is fenced, whether it knows it yet or not. */
  #run(saga: SavedSaga, hold: SagaHold, leaseUntilMs: number, how: 'fresh' | 'recovered'): void {
    const older = this.#runs.get(saga.id);
    if (older !== undefined && older.epoch >= hold.epoch) return;
    const run = new SagaRun(saga, hold, leaseUntilMs, this.#around);
    this.#runs.set(saga.id, run);
    void older?.close();
    run.start(how);
  }

  /** What was left by an earlier life of this owner: only that, for what is accepted from now on has its driver. */
  #recover(onRecovered: () => void): void {
    this.#repeat(async () => {
      const ofThisLife = this.#ofThisLife;
      if (ofThisLife === undefined) return;
      await this.#takeUpAll(this.#leased.own(), (id) => !ofThisLife.has(id));
      this.#ofThisLife = undefined;
      onRecovered();
    });
  }

  /** @throws the first failure of the store, after all were tried. */
  async #takeUpAll(
    pages: AsyncIterable<readonly SagaRow[]>,
    isWanted: (sagaId: string) => boolean = () => true,
  ): Promise<void> {
    const failures: unknown[] = [];
    for await (const rows of pages) {
      if (this.#closing.signal.aborted) return;
      const untended = rows.map(({ saga_id }) => saga_id).filter((id) => !this.#runs.has(id) && isWanted(id));
      failures.push(...(await this.#takeUpEach(untended)));
    }
    if (failures.length > 0) throw failures[0];
  }

  async #claimAgain(): Promise<void> {
    const [failure] = await this.#takeUpEach([...this.#unclaimed].filter((id) => !this.#runs.has(id)));
    if (failure !== undefined) throw failure;
  }

  /** @returns what the store threw. */
  async #takeUpEach(sagaIds: readonly string[]): Promise<readonly unknown[]> {
    const results = await Promise.allSettled(sagaIds.map((id) => this.takeUp(id)));
    return results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  }

  /** Sagas that were not written for a while; the store makes one transaction of them. */
  async #renew(): Promise<void> {
    await Promise.all([...this.#runs.values()].map((run) => run.renewWithin(this.#leaseMs / 2)));
  }

  /** Four times in a lease, not quite evenly: hosts that started together are not to look together for ever. */
  #repeat(work: () => Promise<void>): void {
    const { time, random, onTrouble } = this.#options;
    const pauseMs = () => (this.#leaseMs / 4) * (0.75 + random.next() / 4);
    const repeated = async () => {
      await work();
      return pauseMs();
    };
    this.#loops.use(new RepeatedWork({ time, work: repeated, afterFailureMs: pauseMs(), onTrouble }));
  }

  /** Waits for the outcome where the saga runs here; elsewhere a look at its row has to do. Undefined where it is not known. */
  async #decidedHereOrThere(sagaId: string): Promise<SavedSaga | undefined> {
    const outcome = await this.#runs.get(sagaId)?.decided;
    if (outcome?.kind === 'decided') return outcome.saga;
    try {
      const row = await this.#leased.find(sagaId);
      return row !== undefined && isDecided(row.phase) ? row.saga : undefined;
    } catch (error) {
      this.#options.onTrouble(error);
      return undefined;
    }
  }
}

function isDecided(phase: SagaPhase): boolean {
  return phase === 'committed' || phase === 'completed' || phase === 'compensated';
}
