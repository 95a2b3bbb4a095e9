/** What callers give up by: their `AbortSignal`s, heard through one listener each. */
import { Scope } from '../policy/scope.ts';

/**
 * The scopes of callers' signals. A server hands one signal to thousands of calls: each would add a listener to it, and
 * `AbortSignal.any` a signal besides. Here a signal is listened to once, and calls are scopes inside the signal's.
 */
export class CallerSignals {
  readonly #scopes = new WeakMap<AbortSignal, Scope>();

  /** The scope that is cancelled with a signal, with its reason. It lives as long as the signal. */
  scopeOf(signal: AbortSignal): Scope {
    const known = this.#scopes.get(signal);
    if (known !== undefined) return known;
    const scope = new Scope();
    this.#scopes.set(signal, scope);
    if (signal.aborted) scope.cancel(signal.reason);
    else signal.addEventListener('abort', () => scope.cancel(signal.reason), { once: true });
    return scope;
  }
}
