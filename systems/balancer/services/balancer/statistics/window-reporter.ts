import type { Clock } from '@temblor/foundation/clock/clock';
import type { BalancerStatistics, BalancerWindow, RotationView } from './balancer-statistics.ts';

const windowMs = 1000;

/** Writes a window every second, whether anything was asked or not, and the last one when it is disposed of. */
export class WindowReporter implements Disposable {
  readonly #statistics: BalancerStatistics;
  readonly #rotation: RotationView;
  readonly #clock: Clock;
  readonly #write: (window: BalancerWindow) => void;
  readonly #timer: NodeJS.Timeout;
  #startUs: number;

  constructor(parts: {
    readonly statistics: BalancerStatistics;
    readonly rotation: RotationView;
    readonly clock: Clock;
    readonly write: (window: BalancerWindow) => void;
  }) {
    this.#statistics = parts.statistics;
    this.#rotation = parts.rotation;
    this.#clock = parts.clock;
    this.#write = parts.write;
    this.#startUs = parts.clock.nowUs();
    this.#timer = setInterval(() => this.#report(), windowMs);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#report();
  }

  #report(): void {
    const endUs = this.#clock.nowUs();
    const startUs = this.#startUs;
    this.#startUs = endUs;
    this.#write(this.#statistics.takeWindow(this.#rotation, startUs, endUs));
  }
}
