import type { Clock } from '@temblor/foundation/clock/clock';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import type { LoadDeclaration } from '@temblor/lab/load/workload';
import type { RunningLoad, RunningSystem } from '@temblor/lab/world/world';
import type { LoadStatus } from '../api/schemas.ts';

type State =
  | { readonly kind: 'idle' }
  /** `over` settles when the start is, well or not; it never rejects. */
  | { readonly kind: 'starting'; readonly over: Promise<void> }
  | {
      readonly kind: 'running';
      readonly load: RunningLoad;
      readonly ratePerSecond: number;
      readonly endsAtUs: number;
      readonly timer: NodeJS.Timeout;
    }
  | { readonly kind: 'stopping'; readonly done: Promise<void> };

type LoadedSystem = Pick<RunningSystem, 'id' | 'startLoad'>;

/** The load that a user lays on a system beside any experiment: one at a time, and always with an end. */
export class AdHocLoad {
  readonly #system: LoadedSystem;
  readonly #clock: Clock;
  #state: State = { kind: 'idle' };
  #window: JournalEventOf<'load-window'> | undefined;

  constructor(system: LoadedSystem, clock: Clock) {
    this.#system = system;
    this.#clock = clock;
  }

  /** @throws TemblorError `load-running`. */
  async start(load: LoadDeclaration, options: { durationMs: number; seed: number }): Promise<void> {
    if (this.#state.kind !== 'idle') {
      throw new TemblorError('load-running', `'${this.#system.id}' is under load already`, {
        hint: `end it first: temblor load ${this.#system.id} --stop`,
      });
    }
    this.#window = undefined;
    const over = Promise.withResolvers<void>();
    this.#state = { kind: 'starting', over: over.promise };
    try {
      const running = await this.#system.startLoad(load, { seed: options.seed });
      const timer = setTimeout(() => void this.stop().catch(() => undefined), options.durationMs);
      const endsAtUs = this.#clock.nowUs() + options.durationMs * 1000;
      this.#state = { kind: 'running', load: running, ratePerSecond: load.ratePerSecond, endsAtUs, timer };
    } catch (error) {
      this.#state = { kind: 'idle' };
      throw error;
    } finally {
      over.resolve();
    }
  }

  /**
   * Ends the load, and one that is just starting as soon as it has; none is no error.
   * @throws TemblorError `load-lost` where its generator ended by itself or does not answer. No load is left then either.
   */
  async stop(): Promise<void> {
    while (this.#state.kind === 'starting') await this.#state.over;
    if (this.#state.kind === 'stopping') return this.#state.done;
    if (this.#state.kind !== 'running') return;
    const { load, timer } = this.#state;
    clearTimeout(timer);
    const done = load.stop().finally(() => {
      this.#state = { kind: 'idle' };
    });
    this.#state = { kind: 'stopping', done };
    await done;
  }

  /** Takes note of an event of the system: a load that has finished by itself, such as a lost one, is none any more. */
  observe(event: JournalEvent): void {
    if (event.type === 'load-window') this.#window = event;
    // Its end is in the journal, with the reason; a stop has nothing to add.
    if (event.type === 'load-finished' && this.#state.kind === 'running') void this.stop().catch(() => undefined);
  }

  /** Whether there is a load in any form: one that starts, runs or is being ended. */
  isPresent(): boolean {
    return this.#state.kind !== 'idle';
  }

  /** What runs now; null when nothing does. */
  status(): LoadStatus | null {
    if (this.#state.kind !== 'running') return null;
    const window = this.#window;
    return {
      ratePerSecond: this.#state.ratePerSecond,
      remainingMs: Math.max(0, Math.round((this.#state.endsAtUs - this.#clock.nowUs()) / 1000)),
      window:
        window === undefined
          ? null
          : {
              ok: window.ok,
              failed: window.failed,
              unknown: window.unknown,
              p50Ms: window.corrected.p50Ms,
              p95Ms: window.corrected.p95Ms,
            },
    };
  }
}
