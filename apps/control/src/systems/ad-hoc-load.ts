import type { Clock } from '@temblor/foundation/clock/clock';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import type { LoadDeclaration } from '@temblor/lab/load/workload';
import type { RunningLoad, RunningSystem } from '@temblor/lab/world/world';
import type { LoadStatus } from '../api/schemas.ts';

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' }
  | {
      readonly kind: 'running';
      readonly load: RunningLoad;
      readonly ratePerSecond: number;
      readonly endsAtUs: number;
      readonly timer: NodeJS.Timeout;
    }
  | { readonly kind: 'stopping'; readonly done: Promise<void> };

/** The load that a user lays on a system beside any experiment: one at a time, and always with an end. */
export class AdHocLoad {
  readonly #system: RunningSystem;
  readonly #clock: Clock;
  #state: State = { kind: 'idle' };
  #window: JournalEventOf<'load-window'> | undefined;

  constructor(system: RunningSystem, clock: Clock) {
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
    this.#state = { kind: 'starting' };
    try {
      const running = await this.#system.startLoad(load, { seed: options.seed });
      const timer = setTimeout(() => void this.stop().catch(() => undefined), options.durationMs);
      const endsAtUs = this.#clock.nowUs() + options.durationMs * 1000;
      this.#state = { kind: 'running', load: running, ratePerSecond: load.ratePerSecond, endsAtUs, timer };
    } catch (error) {
      this.#state = { kind: 'idle' };
      throw error;
    }
  }

  /** Ends the load; none is no error. */
  async stop(): Promise<void> {
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

  /** Takes note of an event of the system. */
  observe(event: JournalEvent): void {
    if (event.type === 'load-window') this.#window = event;
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
