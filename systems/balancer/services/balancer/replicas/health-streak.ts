import type { HealthNews } from './rotation-parts.ts';

/** What one check of one replica gave. */
export type CheckResult =
  | { readonly kind: 'passed' }
  /** It answers, and says that it is being stopped. */
  | { readonly kind: 'draining' }
  /** `isGone`: nobody listens there, or the connection was reset; it needs no second opinion. */
  | { readonly kind: 'failed'; readonly reason: string; readonly isGone: boolean }
  /** No answer in time, though the replica did other work meanwhile, or this process stood still: it says nothing. */
  | { readonly kind: 'void' };

/** How many checks change the mind about a replica. */
export interface StreakLimits {
  /** So many failures in a row until it is down. */
  readonly failuresToDown: number;
  /** So many passes in a row until it is up again; the first time one is enough. */
  readonly passesToUp: number;
}

/** Tells from the checks of one replica, in their order, when what is known of it changes. */
export class HealthStreak {
  readonly #limits: StreakLimits;
  #health: HealthNews['health'] | 'unknown' = 'unknown';
  #passes = 0;
  #failures = 0;

  constructor(limits: StreakLimits) {
    this.#limits = limits;
  }

  /** @returns undefined where it is as it was. */
  take(result: CheckResult): HealthNews | undefined {
    switch (result.kind) {
      case 'passed': {
        this.#failures = 0;
        this.#passes += 1;
        const isEnough = this.#health === 'unknown' || this.#passes >= this.#limits.passesToUp;
        return isEnough ? this.#become('up', 'its health check passes') : undefined;
      }
      case 'draining':
        this.#failures = 0;
        this.#passes = 0;
        return this.#become('draining', 'it says that it is being stopped');
      case 'failed':
        this.#passes = 0;
        this.#failures += result.isGone ? this.#limits.failuresToDown : 1;
        return this.#failures >= this.#limits.failuresToDown ? this.#become('down', result.reason) : undefined;
      case 'void':
        return undefined;
      default:
        return result satisfies never;
    }
  }

  #become(health: HealthNews['health'], reason: string): HealthNews | undefined {
    if (health === this.#health) return undefined;
    this.#health = health;
    return { health, reason };
  }
}
