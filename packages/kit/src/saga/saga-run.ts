/** One saga as one host drives it: performs the effects of its machine, and tells it what became of them. */
import { resumeSaga, stepSaga } from '@temblor/protocols/saga/saga';
import type { SagaHold, SagaTables } from '@temblor/protocols/saga/saga-rows';
import type { RunningSaga, SagaEffect, SagaInput, SagaStepped, SavedSaga } from '@temblor/protocols/saga/saga-types';
import { outcomeOfCall } from './call-outcome.ts';
import type { LeasedSagas } from './leased-sagas.ts';
import type { SagaCall, SagaHostOptions } from './saga-host.ts';

/** Waits between looks at a saga of which nobody knows what is on disk, in ms. */
const firstReloadMs = 50;
const longestReloadMs = 1000;

/** What became of a saga here. `given-up`: another one drives it, or the host closes. */
export type RunOutcome = { readonly kind: 'decided'; readonly saga: SavedSaga } | { readonly kind: 'given-up' };

export interface RunSurroundings<T extends SagaTables>
  extends Pick<
    SagaHostOptions<T>,
    'definition' | 'wallClock' | 'time' | 'random' | 'call' | 'localWorkFor' | 'onChange' | 'onTrouble'
  > {
  readonly leased: LeasedSagas<T>;
  readonly leaseMs: number;
  /** Told when it drives its saga no more. */
  readonly onOver: (run: SagaRun<T>) => void;
}

export class SagaRun<T extends SagaTables> {
  readonly id: string;
  readonly #around: RunSurroundings<T>;
  readonly #decided = Promise.withResolvers<RunOutcome>();
  /** As it is on disk, as far as is known here, and with the steps that were begun since. */
  #saga: SavedSaga;
  #hold: SagaHold;
  /** Until when it is surely leased. */
  #leaseUntilMs: number;
  /** Undefined before it starts. */
  #state: RunningSaga | undefined;
  #isOver = false;
  #cancelTimer = (): void => undefined;
  #calling: AbortController | undefined;
  /** The write that is under way; never rejects. Undefined where there is none. */
  #writing: Promise<void> | undefined;
  /** Records of which the store said nothing, one after another. */
  #unheard = 0;

  constructor(saga: SavedSaga, hold: SagaHold, leaseUntilMs: number, around: RunSurroundings<T>) {
    this.id = saga.id;
    this.#saga = saga;
    this.#hold = hold;
    this.#leaseUntilMs = leaseUntilMs;
    this.#around = around;
  }

  get saga(): SavedSaga {
    return this.#saga;
  }

  get epoch(): number {
    return this.#hold.epoch;
  }

  /** Whether it waits to try something again. */
  get isWaiting(): boolean {
    const kind = this.#state?.activity.kind;
    return kind === 'waiting' || kind === 'waiting-to-persist';
  }

  /** Settles when the outcome is durable, or this run leaves the saga without one. */
  get decided(): Promise<RunOutcome> {
    return this.#decided.promise;
  }

  start(how: 'fresh' | 'recovered'): void {
    this.#advance(() => resumeSaga(this.#around.definition, this.#saga, how, this.#around.wallClock()));
  }

  /** Tries at once what it waits for. */
  tryNow(): void {
    if (this.isWaiting) this.#tell({ kind: 'try-now' });
  }

  /** Renews the lease if less of it is left than so long. @throws StoreFailure */
  async renewWithin(leastMs: number): Promise<void> {
    const { wallClock, leased, leaseMs } = this.#around;
    const nowMs = wallClock();
    const leftMs = this.#leaseUntilMs - nowMs;
    // Where more than a whole lease is left the clock was set back, and others may take it for ended.
    if (this.#isOver || (leftMs > leastMs && leftMs <= leaseMs)) return;
    const { epoch } = this.#hold;
    const renewed = await leased.renew(this.id, this.#hold);
    if (this.#isOver || epoch !== this.#hold.epoch) return;
    const untilMs = nowMs + leaseMs;
    if (renewed.kind === 'renewed')
      this.#leaseUntilMs = leftMs > leaseMs ? untilMs : Math.max(this.#leaseUntilMs, untilMs);
    // A write that is under way learns by itself whether it is fenced; and may be what has just ended the saga. A saga that
    // waits to be claimed anew may be fenced by a claim of its own of which it was told nothing.
    else if (this.#writing === undefined && this.#state?.activity.kind !== 'reloading') this.#tell({ kind: 'fenced' });
  }

  /** Begins no effect any more, and waits for the write that is under way. */
  async close(): Promise<void> {
    this.#end();
    await this.#writing;
  }

  /** Ends the lease of a saga that it drove until it was closed. @throws StoreFailure */
  async release(): Promise<void> {
    await this.#around.leased.release(this.id, this.#hold);
  }

  #tell(input: SagaInput): void {
    const state = this.#state;
    if (state === undefined || this.#isOver) return;
    this.#advance(() => stepSaga(this.#around.definition, state, input, this.#around.wallClock()));
  }

  /** A step that throws has met what cannot be: the saga is left as it is on disk, for whoever finds its lease ended. */
  #advance(step: () => SagaStepped): void {
    if (this.#isOver) return;
    this.#stopWaiting();
    try {
      const [state, effects] = step();
      // No record stands between two steps that would tell who has lost the saga: another may have taken it up and ended it.
      if (effects.some(({ kind }) => kind === 'advanced') && this.#isLeaseOver()) {
        this.#state = { saga: this.#saga, activity: { kind: 'reloading' } };
        this.#reloadInTime();
        return;
      }
      this.#state = state;
      for (const effect of effects) this.#perform(effect);
    } catch (error) {
      this.#around.onTrouble(error);
      this.#end();
    }
  }

  /** Whether others may have taken the saga up: its lease has ended, or is longer than any can be. */
  #isLeaseOver(): boolean {
    const { wallClock, leased, leaseMs } = this.#around;
    const leftMs = this.#leaseUntilMs - wallClock();
    return !leased.withoutLease && (leftMs <= 0 || leftMs > leaseMs);
  }

  #perform(effect: SagaEffect): void {
    switch (effect.kind) {
      case 'persist':
        this.#writing = this.#persist(effect.saga, effect.commits);
        return;
      case 'call':
        void this.#call(effect);
        return;
      case 'advanced':
        this.#saga = effect.saga;
        this.#around.onChange(effect);
        return;
      case 'set-timer':
        this.#wait(effect.lowMs, effect.highMs, () => this.#tell({ kind: 'timer' }));
        return;
      case 'reload':
        this.#reloadInTime();
        return;
      case 'decided':
        this.#decided.resolve({ kind: 'decided', saga: effect.saga });
        return;
      case 'released':
        this.#end();
        return;
      default:
        effect satisfies never;
    }
  }

  async #persist(saga: SavedSaga, commits: boolean): Promise<void> {
    const { leased, wallClock, leaseMs, localWorkFor, onChange, onTrouble } = this.#around;
    const hasWork = commits || saga.phase === 'compensated';
    const leaseUntilMs = wallClock() + leaseMs;
    const recorded = await leased.record(this.#hold, saga, () => (hasWork ? localWorkFor(saga) : undefined));
    this.#writing = undefined;
    switch (recorded.kind) {
      case 'recorded':
        this.#hold = recorded.hold;
        this.#leaseUntilMs = leaseUntilMs;
        this.#saga = saga;
        this.#unheard = 0;
        onChange({ kind: 'recorded', saga });
        this.#tell({ kind: 'persisted' });
        return;
      case 'fenced':
        this.#tell({ kind: 'fenced' });
        return;
      case 'failed':
        if (!this.#isOver) onTrouble(recorded.error);
        this.#tell({ kind: 'persist-failed', outcome: recorded.outcome, reason: recorded.reason });
        return;
      default:
        recorded satisfies never;
    }
  }

  async #call({ step, action, attempt, timeoutMs }: SagaCall): Promise<void> {
    const calling = new AbortController();
    this.#calling = calling;
    const saga = this.#state?.saga ?? this.#saga;
    const outcome = await outcomeOfCall(this.#around, saga, { step, action, attempt, timeoutMs }, calling.signal);
    if (this.#calling !== calling) return;
    this.#calling = undefined;
    this.#tell({ kind: 'outcome', step, action, outcome });
  }

  /** Looks at once, but not where the last look led to another such record: what it calls would be called without end. */
  #reloadInTime(): void {
    this.#unheard += 1;
    if (this.#unheard === 1) this.#writing = this.#reload(1);
    else this.#reloadLater(this.#unheard - 1, 1);
  }

  /** @param failures how often it failed, which the wait grows with. @param attempt which look it will be. */
  #reloadLater(failures: number, attempt: number): void {
    this.#wait(0, Math.min(longestReloadMs, firstReloadMs * 2 ** (failures - 1)), () => {
      this.#writing = this.#reload(attempt);
    });
  }

  /**
   * Claims the saga anew, and goes on from what is on disk. The new epoch fences off the write whose outcome nobody knows,
   * should it still be on its way.
   */
  async #reload(attempt: number): Promise<void> {
    const { leased, wallClock, leaseMs, onChange, onTrouble } = this.#around;
    const leaseUntilMs = wallClock() + leaseMs;
    const claimed = await leased.claim(this.id).catch((error: unknown) => ({ kind: 'failed' as const, error }));
    this.#writing = undefined;
    if (this.#isOver) return;
    switch (claimed.kind) {
      case 'claimed':
        this.#hold = claimed.hold;
        this.#leaseUntilMs = leaseUntilMs;
        this.#saga = claimed.saga;
        onChange({ kind: 'recorded', saga: claimed.saga });
        this.start('recovered');
        return;
      case 'ended':
        this.#saga = claimed.saga;
        onChange({ kind: 'recorded', saga: claimed.saga });
        this.#decided.resolve({ kind: 'decided', saga: claimed.saga });
        this.#end();
        return;
      case 'not-free':
      case 'absent':
        this.#end();
        return;
      case 'failed':
        onTrouble(claimed.error);
        this.#reloadLater(attempt, attempt + 1);
        return;
      default:
        claimed satisfies never;
    }
  }

  #wait(lowMs: number, highMs: number, then: () => void): void {
    const { time, random } = this.#around;
    this.#cancelTimer();
    this.#cancelTimer = time.schedule(lowMs + random.next() * (highMs - lowMs), then);
  }

  /** What is waited for is overtaken by what has just happened. */
  #stopWaiting(): void {
    this.#cancelTimer();
    this.#calling?.abort();
    this.#calling = undefined;
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopWaiting();
    this.#decided.resolve({ kind: 'given-up' });
    this.#around.onOver(this);
  }
}
