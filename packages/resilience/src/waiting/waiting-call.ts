/** A call that waits its turn. Its wait ends by being admitted, by being expelled, or with its scope, and only once. */
import type { Rejection } from '../policy/rejection.ts';
import type { Scope } from '../policy/scope.ts';
import { ScopeListener } from '../policy/scope.ts';
import type { WaitingPlace } from './waiting-line.ts';

export class WaitingCall extends ScopeListener {
  /** When it began to wait. */
  readonly sinceMs: number;
  readonly #scope: Scope;
  readonly #left: () => void;
  #place: WaitingPlace<WaitingCall> | undefined = undefined;
  #resolve: () => void = () => undefined;
  #reject: (reason: unknown) => void = () => undefined;

  /** @param left Told when the call has left its line by itself, since its scope was cancelled. */
  constructor(scope: Scope, sinceMs: number, left: () => void) {
    super();
    this.#scope = scope;
    this.sinceMs = sinceMs;
    this.#left = left;
  }

  /** @returns what is settled when the wait ends. Who is admitted looks at its scope before it goes on. */
  wait(place: WaitingPlace<WaitingCall>): Promise<void> {
    this.#place = place;
    this.#scope.listen(this);
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** It is its turn: it has been taken out of its line. */
  admit(): void {
    this.#scope.unlisten(this);
    this.#resolve();
  }

  /** It will have no turn: it has been taken out of its line. */
  expel(rejection: Rejection): void {
    this.#scope.unlisten(this);
    this.#reject(rejection);
  }

  /** For the scope. */
  scopeCancelled(reason: unknown): void {
    this.#place?.leave();
    this.#left();
    this.#reject(reason);
  }
}
