/** What a host's sagas do, as facts for the journal: windows of counts, and where the sagas stand that are of interest. */
import type { Clock } from '@temblor/foundation/clock/clock';
import type { JournalFact, LatencySummary } from '@temblor/lab/journal/event';
import { needsOperator } from '@temblor/protocols/saga/saga';
import type { SagaDefinition, SavedSaga, StepState } from '@temblor/protocols/saga/saga-types';
import type { FactWriter } from '../facts/fact-writer.ts';
import type { SagaChange } from './saga-host.ts';

/** How often the journal is told, in ms. */
const windowMs = 500;

/** Sagas in which nothing goes wrong and that are followed all the same: so many new ones a second. */
const sampledPerSecond = 10;

/**
 * Of those in which something goes wrong so many more are followed each second: where all of them do, what they tell is not
 * to crowd out what else the journal is told. One that an operator should look at is always told of.
 */
const wrongPerSecond = 50;

/** What is said of a saga at a change of it. */
type SagaChanged = Extract<JournalFact, { type: 'saga-changed' }>;

export class SagaFacts {
  readonly #definition: SagaDefinition;
  readonly #instance: string;
  readonly #clock: Clock;
  readonly #facts: FactWriter;
  /** Sagas whose every change is told from now on. */
  readonly #followed = new Set<string>();
  #window = emptyWindow();
  #startUs: number;
  readonly #samples: FewPerSecond;
  readonly #wrong: FewPerSecond;
  #wasIdle = false;

  constructor(options: {
    readonly definition: SagaDefinition;
    readonly instance: string;
    readonly clock: Clock;
    readonly facts: FactWriter;
  }) {
    this.#definition = options.definition;
    this.#instance = options.instance;
    this.#clock = options.clock;
    this.#facts = options.facts;
    this.#startUs = options.clock.nowUs();
    this.#samples = new FewPerSecond(sampledPerSecond, options.clock);
    this.#wrong = new FewPerSecond(wrongPerSecond, options.clock);
  }

  /** For the host's `onChange`. */
  changed(change: SagaChange): void {
    const { kind, saga } = change;
    if (kind === 'accepted') this.#window.started += 1;
    if (kind === 'recorded' && saga.phase === 'completed') this.#window.completed += 1;
    if (kind === 'recorded' && saga.phase === 'compensated') this.#window.compensated += 1;
    if (!this.#followed.has(saga.id) && !this.#isToBeFollowed(change)) return;
    this.#followed.add(saga.id);
    this.#facts.write(this.#describe(saga));
    if (hasEnded(saga)) this.#followed.delete(saga.id);
  }

  /** A client has got its answer, so long after its request. */
  answered(latencyMs: number): void {
    this.#window.latenciesMs.push(latencyMs);
  }

  /** Writes a window every 500 ms, until disposed. @param undelivered how many messages wait in the outbox. */
  report(host: { running(): Iterable<SavedSaga> }, undelivered: () => number): Disposable {
    const timer = setInterval(() => this.writeWindow(host.running(), undelivered()), windowMs);
    return {
      [Symbol.dispose]: () => {
        clearInterval(timer);
        this.writeWindow(host.running(), undelivered());
      },
    };
  }

  /** Writes what happened since the last window; of idle time only its beginning. @param running sagas on their way. */
  writeWindow(running: Iterable<SavedSaga>, undelivered: number): void {
    const gauges = { forward: 0, backward: 0, committed: 0, unknown: 0, needsOperator: 0 };
    const ids = new Set<string>();
    for (const saga of running) {
      ids.add(saga.id);
      if (saga.phase === 'forward' || saga.phase === 'backward' || saga.phase === 'committed') gauges[saga.phase] += 1;
      if (saga.steps.some(isUnknown)) gauges.unknown += 1;
      if (needsOperator(this.#definition, saga)) gauges.needsOperator += 1;
    }
    // Another host may have taken up what was followed here: its end is not heard of.
    for (const id of this.#followed) if (!ids.has(id)) this.#followed.delete(id);
    const { latenciesMs, ...counts } = this.#window;
    const endUs = this.#clock.nowUs();
    const isIdle = ids.size + undelivered + latenciesMs.length + counts.completed + counts.compensated === 0;
    if (!(isIdle && this.#wasIdle)) {
      const window = { ...counts, ...gauges, undelivered, latency: summarize(latenciesMs) };
      this.#facts.write({ type: 'saga-window', instance: this.#instance, startUs: this.#startUs, endUs, ...window });
    }
    this.#wasIdle = isIdle;
    this.#startUs = endUs;
    this.#window = emptyWindow();
  }

  /** One that is wrong and not among the first of its second may be so at its next change. */
  #isToBeFollowed({ kind, saga }: SagaChange): boolean {
    if (isWrong(saga)) return needsOperator(this.#definition, saga) || this.#wrong.takes();
    return kind === 'accepted' && this.#samples.takes();
  }

  #describe(saga: SavedSaga): SagaChanged {
    const steps = saga.steps.map((state, at) => {
      // It waits for those before it; whether it was begun is not known to who has just taken the saga up.
      const shown = state.kind === 'planned' ? 'waiting' : state.kind;
      return { name: this.#definition.steps[at]?.name ?? '', state: shown, attempt: attemptOf(state) };
    });
    const { id, phase } = saga;
    const reason = saga.reason?.code ?? null;
    return { type: 'saga-changed', instance: this.#instance, saga: id, phase, reason, steps };
  }
}

/** The first few of each second. */
class FewPerSecond {
  readonly #few: number;
  readonly #clock: Clock;
  #second = 0;
  #taken = 0;

  constructor(few: number, clock: Clock) {
    this.#few = few;
    this.#clock = clock;
  }

  takes(): boolean {
    const second = Math.floor(this.#clock.nowUs() / 1_000_000);
    if (second !== this.#second) this.#taken = 0;
    this.#second = second;
    this.#taken += 1;
    return this.#taken <= this.#few;
  }
}

/**
 * Something is undone, nobody knows what became of a step, or what is behind the pivot had to be tried again. One whose
 * first step was refused has gone nowhere.
 */
function isWrong({ phase, steps }: SavedSaga): boolean {
  const odd = ['unknown', 'undoing', 'undone'];
  if (phase === 'backward' || steps.some(({ kind }) => odd.includes(kind))) return true;
  return phase === 'committed' && steps.some((state) => attemptOf(state) > 1);
}

function hasEnded({ phase }: SavedSaga): boolean {
  return phase === 'completed' || phase === 'compensated';
}

function isUnknown({ kind }: StepState): boolean {
  return kind === 'unknown';
}

/** How often it was tried; 0 where that is not kept. */
function attemptOf(state: StepState): number {
  return 'attempt' in state ? state.attempt : 0;
}

function emptyWindow() {
  return { started: 0, completed: 0, compensated: 0, latenciesMs: [] as number[] };
}

/** Nearest-rank percentiles; all zero of an empty list. */
function summarize(values: readonly number[]): LatencySummary {
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * count) - 1)] ?? 0;
  const meanMs = count === 0 ? 0 : sorted.reduce((sum, value) => sum + value, 0) / count;
  return { count, meanMs, p50Ms: rank(0.5), p95Ms: rank(0.95), p99Ms: rank(0.99), maxMs: rank(1) };
}
