/** The fault switch of a service: what is armed, until when, and whether it has acted. */
import type { Clock } from '@temblor/foundation/clock/clock';
import type { Random } from '@temblor/foundation/randomness/random';

/**
 * A fault that a service does to itself, in the words of the brief. Latency is spread evenly over `latencyMs` ± `jitterMs`. `sparesHealth`: the
 * service lies, its health check is answered as if nothing were wrong. `subject`: what a wrong answer is wrong about; the
 * service's choice where it is undefined.
 */
export type ChaosFault =
  | { readonly kind: 'latency'; readonly latencyMs: number; readonly jitterMs: number; readonly sparesHealth: boolean }
  | { readonly kind: 'intermittent'; readonly probability: number; readonly sparesHealth: boolean }
  | { readonly kind: 'incorrect_response'; readonly subject: string | undefined };

export type ChaosState =
  | { readonly kind: 'normal' }
  | {
      readonly kind: 'armed';
      readonly fault: ChaosFault;
      /** What whoever armed it calls it; undefined where it was given no name. */
      readonly id: string | undefined;
      readonly untilUs: number;
      readonly acted: boolean;
    };

/** Told when an armed fault acts for the first time. `id`: as it was armed with. */
type FirstEffect = (kind: ChaosFault['kind'], id: string | undefined) => void;

/**
 * Holds one fault at a time, for its lease at most; a new one replaces the one that is armed. The lease ends here, in
 * the process that it acts in: an injector that is gone leaves nothing behind.
 */
export class ChaosSwitch {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #onFirstEffect: FirstEffect;
  #state: ChaosState = { kind: 'normal' };
  #lease: NodeJS.Timeout | undefined;
  /** Aborted when the armed fault ends, so that answers held back by it leave at once. */
  #ended = new AbortController();

  constructor(clock: Clock, random: Random, onFirstEffect: FirstEffect) {
    this.#clock = clock;
    this.#random = random;
    this.#onFirstEffect = onFirstEffect;
  }

  get state(): ChaosState {
    return this.#state;
  }

  arm(fault: ChaosFault, durationMs: number, id?: string): void {
    this.clear();
    this.#ended = new AbortController();
    this.#state = { kind: 'armed', fault, id, untilUs: this.#clock.nowUs() + durationMs * 1000, acted: false };
    this.#lease = setTimeout(() => this.clear(), durationMs);
    this.#lease.unref();
  }

  clear(): void {
    clearTimeout(this.#lease);
    this.#state = { kind: 'normal' };
    this.#ended.abort();
  }

  /** Whether health checks are answered as they would be without the switch: nothing is armed, or what is spares them. */
  get leavesHealthAlone(): boolean {
    if (this.#state.kind !== 'armed') return true;
    const { fault } = this.#state;
    return fault.kind !== 'incorrect_response' && fault.sparesHealth;
  }

  /** Draws whether a request that has just arrived is to fail. */
  failsRequest(): boolean {
    if (this.#state.kind !== 'armed' || this.#state.fault.kind !== 'intermittent') return false;
    if (this.#random.next() >= this.#state.fault.probability) return false;
    this.#act();
    return true;
  }

  /** What a wrong answer is to be wrong about; undefined where answers are to be right. */
  wrongAnswer(): { readonly subject: string | undefined } | undefined {
    if (this.#state.kind !== 'armed' || this.#state.fault.kind !== 'incorrect_response') return undefined;
    return { subject: this.#state.fault.subject };
  }

  /** Says that an answer was altered. */
  answeredWrong(): void {
    this.#act();
  }

  /** Holds an answer back for the armed latency, at most until the fault ends; undefined where none is armed. */
  holdAnswer(): Promise<void> | undefined {
    if (this.#state.kind !== 'armed' || this.#state.fault.kind !== 'latency') return undefined;
    const { latencyMs, jitterMs } = this.#state.fault;
    const delayMs = Math.max(0, latencyMs + (2 * this.#random.next() - 1) * jitterMs);
    this.#act();
    const ended = this.#ended.signal;
    return new Promise((resolve) => {
      const release = () => {
        clearTimeout(timer);
        ended.removeEventListener('abort', release);
        resolve();
      };
      const timer = setTimeout(release, delayMs);
      ended.addEventListener('abort', release);
    });
  }

  #act(): void {
    if (this.#state.kind !== 'armed' || this.#state.acted) return;
    this.#state = { ...this.#state, acted: true };
    this.#onFirstEffect(this.#state.fault.kind, this.#state.id);
  }
}
