import { seededRandom } from '@temblor/foundation/randomness/random';
import { createSaga } from '@temblor/protocols/saga/saga';
import type { SagaHold, SagaRow } from '@temblor/protocols/saga/saga-rows';
import { insertSaga, sagaKey } from '@temblor/protocols/saga/saga-store';
import type { SavedSaga, StepOutcome } from '@temblor/protocols/saga/saga-types';
import { MemoryRows } from '@temblor/protocols/transactions/memory-rows';
import { VirtualTime } from '@temblor/resilience/testing/virtual-time';
import { openSagaHost } from '../open-saga-host.ts';
import type { SagaCall, SagaChange, SagaHost, SagaHostOptions } from '../saga-host.ts';
import type { ServiceWhim } from './fake-services.ts';
import { FakeServices } from './fake-services.ts';
import type { StoreWhim } from './flaky-rows.ts';
import { flakyStore } from './flaky-rows.ts';
import { ProcessGate } from './process-gate.ts';
import type { TripTables } from './trip-saga.ts';
import { tripSaga, tripWork } from './trip-saga.ts';

/** A host of a scene, and what it did. */
export interface SceneHost {
  readonly host: SagaHost;
  readonly gate: ProcessGate;
  readonly changes: SagaChange[];
  readonly troubles: unknown[];
}

/** Hosts over one store, with services and a clock that do as they are told. Times are ms. */
export class SagaScene implements AsyncDisposable {
  readonly time = new VirtualTime(1_000_000);
  readonly rows = new MemoryRows<TripTables>();
  readonly services: FakeServices;
  /** What the store does; to be changed by a test. */
  storeWhim: (name: string) => StoreWhim = () => 'commit';
  /** What the services do; to be changed by a test. */
  serviceWhim: (call: SagaCall, saga: SavedSaga) => ServiceWhim = () => 'answer';
  readonly #opened: SceneHost[] = [];

  constructor() {
    this.services = new FakeServices(this.time, (call, saga) => this.serviceWhim(call, saga));
  }

  open(
    owner: string,
    more: Partial<SagaHostOptions<TripTables>> & {
      call?: (saga: SavedSaga, call: SagaCall, signal: AbortSignal) => Promise<StepOutcome>;
    } = {},
  ): SceneHost {
    const gate = new ProcessGate();
    const changes: SagaChange[] = [];
    const troubles: unknown[] = [];
    const { call = (saga, made) => this.services.call(saga, made) } = more;
    const host = openSagaHost<TripTables>({
      definition: tripSaga,
      store: gate.store(flakyStore(this.rows, (name) => this.storeWhim(name))),
      owner,
      wallClock: () => this.time.nowMs(),
      time: gate.time(this.time),
      random: seededRandom(this.#opened.length),
      localWorkFor: tripWork,
      onChange: (change) => changes.push(change),
      onTrouble: (error) => troubles.push(error),
      ...more,
      call: (saga, made, signal) => gate.arrive(call(saga, made, signal)),
    });
    const opened = { host, gate, changes, troubles };
    this.#opened.push(opened);
    return opened;
  }

  /** The first record of a trip, as a service makes it that accepts a request. */
  accept(id: string, owner: string, withinMs = 5000): { saga: SavedSaga; hold: SagaHold } {
    const saga = createSaga(tripSaga, { id, input: { to: 'the sea' }, deadlineMs: this.time.nowMs() + withinMs });
    const lease = { nowMs: this.time.nowMs(), leaseMs: 4000 };
    const { write, hold } = insertSaga<TripTables>(saga, owner, lease);
    const insert = {
      name: 'accept',
      reads: [sagaKey<TripTables>(id)],
      decide: () => ({ writes: [write], answer: null }),
    };
    this.rows.run(insert);
    return { saga, hold };
  }

  /** Accepts a trip and lets a host run it. */
  begin(id: string, { host }: SceneHost, owner: string, withinMs?: number): void {
    const { saga, hold } = this.accept(id, owner, withinMs);
    host.adopt(saga, hold);
  }

  row(id: string): SagaRow {
    const [row] = this.rows.list('sagas', { equal: { saga_id: id }, limit: 1 });
    if (row === undefined) throw new Error(`there is no saga ${id}`);
    return row;
  }

  /** How often the local rows of a trip were written: of its pivot, and of its end without one. */
  written(id: string): { trips: number; refusals: number } {
    const of = (table: 'trips' | 'refusals') =>
      this.rows.list(table, { equal: { trip_id: id }, limit: 1 })[0]?.written ?? 0;
    return { trips: of('trips'), refusals: of('refusals') };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { host, gate } of this.#opened) {
      gate.resume();
      await host[Symbol.asyncDispose]();
    }
  }
}
