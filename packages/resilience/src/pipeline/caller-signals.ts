/** What callers give up by: their `AbortSignal`s, heard through one listener each. */
import { Scope } from '../policy/scope.ts';

/** One for the process, since a signal may be handed to many pipelines, also to one made for each request. */
const scopes = new WeakMap<AbortSignal, Scope>();

/**
 * The scope that is cancelled with a caller's signal, with its reason. It lives as long as the signal.
 *
 * A server hands one signal to thousands of calls: each would add a listener to it, and `AbortSignal.any` a signal
 * besides. Here a signal is listened to once, and calls are scopes inside the signal's.
 */
export function scopeOfSignal(signal: AbortSignal): Scope {
  const known = scopes.get(signal);
  if (known !== undefined) return known;
  const scope = new Scope();
  scopes.set(signal, scope);
  if (signal.aborted) scope.cancel(signal.reason);
  else signal.addEventListener('abort', () => scope.cancel(signal.reason), { once: true });
  return scope;
}
