/**
 * A world in which sagas go wrong: drivers that crash, pause and compete for one saga, a store that fails before and after it
 * commits, services that do what they are asked now, later, or without a word. What happens is a list of numbers, so that
 * fast-check can shrink it; behind its end nothing goes wrong any more.
 */
import { MemoryRows } from '../../transactions/memory-rows.ts';
import { createSaga, resumeSaga, stepSaga } from '../saga.ts';
import type { LocalWork, SagaHold, SagaTables } from '../saga-rows.ts';
import { claimSaga, insertSaga, recordSaga, sagaKey } from '../saga-store.ts';
import type {
  RunningSaga,
  SagaDefinition,
  SagaEffect,
  SagaInput,
  SagaPhase,
  SagaStepped,
  SavedSaga,
} from '../saga-types.ts';
import { because } from './saga-run.fixture.ts';
import { SagaServices } from './saga-services.fixture.ts';

interface WorldTables extends SagaTables {
  /** Written by the pivot. */
  readonly sales: { readonly saga_id: string };
}

type Outstanding = Extract<SagaEffect, { kind: 'persist' | 'call' | 'set-timer' | 'reload' }>;

interface Driver {
  readonly owner: string;
  state: RunningSaga;
  hold: SagaHold;
  /** What it knows to be durable. */
  recorded: SavedSaga;
  outstanding: Outstanding | undefined;
  decided: SagaPhase[];
}

const leaseMs = 1_000;
const sagaId = 's';
const owners = ['ana', 'ben'];

/** What is thrown at a broken machine; the property that catches it fails with it. */
class BrokenSaga extends Error {}

export class SagaWorld {
  #nowMs = 0;
  readonly #rows = new MemoryRows<WorldTables>();
  readonly #services: SagaServices;
  readonly #drivers = new Map<string, Driver>();
  /** Calls and records that are still on their way. */
  #late: (() => void)[] = [];
  readonly #phases: SagaPhase[] = [];
  readonly #definition: SagaDefinition;
  readonly #withoutLease: boolean;

  constructor(definition: SagaDefinition, options: { readonly withoutLease?: boolean } = {}) {
    this.#definition = definition;
    this.#withoutLease = options.withoutLease ?? false;
    this.#services = new SagaServices(definition.steps.length);
    const saga = createSaga(definition, { id: sagaId, input: null, deadlineMs: 5_000 });
    const hold = this.#rows.run({
      name: 'accept',
      reads: [sagaKey<WorldTables>(sagaId)],
      decide: () => {
        const inserted = insertSaga<WorldTables>(saga, 'ana', this.#lease());
        return { writes: [inserted.write], answer: inserted.hold };
      },
    });
    this.#drive('ana', saga, hold, resumeSaga(definition, saga, 'fresh', this.#nowMs));
  }

  /** One thing happens, drawn by the number. */
  happen(draw: number): void {
    const [kind, which, how] = [draw % 10, Math.floor(draw / 10) % 2, Math.floor(draw / 20)];
    const owner = owners[which] ?? 'ana';
    const driver = this.#drivers.get(owner);
    if (kind === 0) this.#nowMs += 10 + (how % 120) * 10;
    else if (kind === 1) this.#deliverLate(how);
    else if (kind === 2) this.#drivers.delete(owner);
    else if (driver === undefined) this.#claim(owner);
    else if (kind === 3) this.#tell(driver, { kind: 'try-now' });
    else this.#advance(driver, how);
  }

  /** All faults end: one driver is left, and everything succeeds. The calls that are on their way arrive last. */
  end(): void {
    this.#drivers.clear();
    this.#nowMs += leaseMs;
    if (this.#row().open) this.#claim('ana');
    const [driver] = this.#drivers.values();
    for (let turn = 0; driver?.outstanding !== undefined; turn += 1) {
      if (turn > 100) throw new BrokenSaga(`it does not end: ${driver.outstanding.kind} after 100 turns`);
      this.#advance(driver, 0);
    }
    while (this.#late.length > 0) this.#deliverLate(0);
  }

  /** What has to hold once everything has ended. */
  checkBooks(): void {
    const { phase, open } = this.#row();
    if (open) throw new BrokenSaga(`the saga is still open: ${phase}`);
    const completed = phase === 'completed';
    const sold = this.#rows.list('sales', { limit: 2 }).length === 1;
    if (sold !== completed) throw new BrokenSaga(`it is ${phase}, but ${sold ? '' : 'not '}sold`);
    this.#definition.steps.forEach((step, index) => {
      if (step.kind === 'pivot') return;
      const holding = this.#services.holding(index);
      if ((holding === 'effect') !== completed)
        throw new BrokenSaga(`it is ${phase}, but "${step.name}" has ${holding}`);
    });
  }

  /** Every phase that was ever durable, without repeats. */
  get phases(): readonly SagaPhase[] {
    return this.#phases;
  }

  #row() {
    const [row] = this.#rows.list('sagas', { limit: 1 });
    if (row === undefined) throw new BrokenSaga('the saga is gone');
    return row;
  }

  #lease() {
    return { nowMs: this.#nowMs, leaseMs, withoutLease: this.#withoutLease };
  }

  #claim(owner: string): void {
    const claimed = this.#rows.run(claimSaga<WorldTables>(sagaId, owner, this.#lease()));
    if (claimed.kind !== 'claimed') return;
    this.#drive(
      owner,
      claimed.saga,
      claimed.hold,
      resumeSaga(this.#definition, claimed.saga, 'recovered', this.#nowMs),
    );
  }

  #drive(owner: string, recorded: SavedSaga, hold: SagaHold, stepped: SagaStepped): void {
    const driver: Driver = { owner, state: stepped[0], hold, recorded, outstanding: undefined, decided: [] };
    this.#drivers.set(owner, driver);
    this.#take(driver, stepped);
  }

  #tell(driver: Driver, input: SagaInput): void {
    if (input.kind !== 'try-now') driver.outstanding = undefined;
    this.#take(driver, stepSaga(this.#definition, driver.state, input, this.#nowMs));
  }

  #take(driver: Driver, [state, effects]: SagaStepped): void {
    driver.state = state;
    for (const effect of effects) {
      if (effect.kind === 'released') this.#drivers.delete(driver.owner);
      else if (effect.kind === 'decided') this.#checkDecided(driver, effect.saga);
      else if (effect.kind === 'advanced') continue;
      else {
        const { outstanding } = driver;
        if (outstanding !== undefined && outstanding.kind !== 'set-timer')
          throw new BrokenSaga(`it asks to ${effect.kind} while ${outstanding.kind} is outstanding`);
        if (effect.kind === 'call') this.#checkCall(driver, effect);
        if (effect.kind === 'persist' && effect.commits) this.#checkTime('commit');
        driver.outstanding = effect;
      }
    }
  }

  /** The outstanding effect of a driver ends in one of its ways; 0 is the good one. */
  #advance(driver: Driver, how: number): void {
    const effect = driver.outstanding;
    if (effect === undefined) return;
    switch (effect.kind) {
      case 'persist':
        this.#persist(driver, effect, how);
        break;
      case 'call':
        this.#call(driver, effect, how);
        break;
      case 'set-timer':
        this.#nowMs += effect.highMs;
        this.#tell(driver, { kind: 'timer' });
        break;
      case 'reload':
        this.#drivers.delete(driver.owner);
        this.#claim(driver.owner);
        break;
      default:
        effect satisfies never;
    }
  }

  #persist(driver: Driver, effect: Extract<SagaEffect, { kind: 'persist' }>, how: number): void {
    const failed = (outcome: 'not-applied' | 'unknown') =>
      this.#tell(driver, { kind: 'persist-failed', outcome, reason: because('database-down') });
    const record = this.#record(driver, effect);
    const ways = [
      () => {
        const recorded = record();
        if (recorded.kind === 'fenced') return this.#tell(driver, { kind: 'fenced' });
        driver.hold = recorded.hold;
        driver.recorded = effect.saga;
        this.#tell(driver, { kind: 'persisted' });
      },
      () => failed('not-applied'),
      () => failed('unknown'),
      () => {
        record();
        failed('unknown');
      },
      () => {
        this.#late.push(record);
        failed('unknown');
      },
      () => {
        record();
        this.#drivers.delete(driver.owner);
      },
    ];
    ways[how % ways.length]?.();
  }

  #record(driver: Driver, { saga, commits }: Extract<SagaEffect, { kind: 'persist' }>) {
    const { hold } = driver;
    const work: LocalWork<WorldTables> = {
      reads: [{ table: 'sales', key: sagaId }],
      writes: () => [{ table: 'sales', key: sagaId, row: { saga_id: sagaId } }],
    };
    return () => {
      const options = { ...this.#lease(), definition: this.#definition };
      const recorded = this.#rows.run(recordSaga<WorldTables>(hold, saga, commits ? work : undefined, options));
      const { phase } = this.#row();
      if (this.#phases.at(-1) !== phase) this.#phases.push(phase);
      return recorded;
    };
  }

  #call(driver: Driver, { step, action }: Extract<SagaEffect, { kind: 'call' }>, how: number): void {
    const { outcome, late, dies } = this.#services.call(step, action, how);
    if (late !== undefined) this.#late.push(late);
    if (dies) this.#drivers.delete(driver.owner);
    else this.#tell(driver, { kind: 'outcome', step, action, outcome });
  }

  #deliverLate(which: number): void {
    const [arriving] = this.#late.splice(which % Math.max(1, this.#late.length), 1);
    arriving?.();
  }

  /** What is called is registered, in what its driver knows to be durable. */
  #checkCall({ recorded, state }: Driver, { step, action, timeoutMs }: Extract<SagaEffect, { kind: 'call' }>): void {
    const registered = { do: ['doing', 'planned'], query: ['unknown'], undo: ['undoing'] }[action];
    const isOnItsWay = (recorded.phase === 'backward') === (action === 'undo');
    if (!registered.includes(recorded.steps[step]?.kind ?? 'absent') || !isOnItsWay)
      throw new BrokenSaga(`"${action}" of step ${step} is called, but durable is ${JSON.stringify(recorded)}`);
    const isInOrder = state.saga.steps.slice(0, step).every(({ kind }) => kind === 'done');
    if (action !== 'undo' && !isInOrder) throw new BrokenSaga(`step ${step} is called before an earlier one is done`);
    const isAtLast = recorded.steps
      .slice(step + 1)
      .every(({ kind }) => ['waiting', 'refused', 'undone'].includes(kind));
    if (action === 'undo' && !isAtLast) throw new BrokenSaga(`step ${step} is undone before a later one`);
    if (recorded.phase === 'forward') this.#checkTime(`${action} step ${step}`, timeoutMs);
  }

  #checkTime(what: string, neededMs = 50): void {
    if (this.#nowMs + Math.max(50, neededMs) > 5_000)
      throw new BrokenSaga(`${what} is begun too late, at ${this.#nowMs} ms`);
  }

  #checkDecided(driver: Driver, saga: SavedSaga): void {
    driver.decided.push(saga.phase);
    if (driver.decided.length > 1) throw new BrokenSaga(`it is decided twice: ${driver.decided.join(', ')}`);
    if (saga !== driver.recorded) throw new BrokenSaga(`it is decided as ${saga.phase}, which is not durable`);
  }
}
