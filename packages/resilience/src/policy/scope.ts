/**
 * The scope of a call: how it is cancelled, and until when it may last. A policy that can give up on a call (a time-out, a
 * hedge) gives the operation a scope of its own inside the caller's.
 *
 * An `AbortSignal` costs more than all policies together (an `AbortController` 0.3 µs, `AbortSignal.any` several), so a
 * scope makes one only when somebody asks for it; and a scope listens to the one around it only while somebody listens to
 * itself, so that one which nobody asks costs one object.
 */

import { reportLater } from './report-later.ts';

/** A listener that can be taken back. */
export interface Listening {
  /** Takes the listener back; a second time does nothing. */
  end(): void;
}

/**
 * What hears of a cancellation without a closure: an object of a policy that lives as long as its call. It stands in the
 * list of one scope at a time.
 */
export abstract class ScopeListener {
  /** The list's: where this listener stands in it. */
  heardScope: Scope | undefined = undefined;
  /** The list's. */
  previousListener: ScopeListener | undefined = undefined;
  /** The list's. */
  nextListener: ScopeListener | undefined = undefined;

  /** Called once, after the listener was taken out of the list. What it throws is reported, and stops nobody else. */
  abstract scopeCancelled(reason: unknown): void;
}

class Callback extends ScopeListener implements Listening {
  readonly #notify: (reason: unknown) => void;

  constructor(notify: (reason: unknown) => void) {
    super();
    this.#notify = notify;
  }

  scopeCancelled(reason: unknown): void {
    this.#notify(reason);
  }

  end(): void {
    this.heardScope?.unlisten(this);
  }
}

/** The scope of one call. */
export class Scope extends ScopeListener {
  /** When the call must be over, in milliseconds on the clock of its policies; infinite where nothing limits it. */
  readonly deadlineMs: number;
  #cancelled = false;
  #reason: unknown = undefined;
  #controller: AbortController | undefined = undefined;
  #first: ScopeListener | undefined = undefined;
  #outer: Scope | undefined;
  /** The budgets that this call was counted in as a request. Never changed, since scopes inside have the same list. */
  #countedIn: readonly object[] | undefined;

  /** A scope, inside another where one is given: then its deadline is the earlier of the two. */
  constructor(deadlineMs: number = Number.POSITIVE_INFINITY, outer?: Scope) {
    super();
    this.deadlineMs = outer === undefined ? deadlineMs : Math.min(deadlineMs, outer.deadlineMs);
    this.#outer = outer;
    this.#countedIn = outer === undefined ? undefined : outer.#countedIn;
  }

  /** Whether the call was given up. */
  get cancelled(): boolean {
    return this.#cancelled || (this.#outer?.cancelled ?? false);
  }

  /** Why; undefined before. */
  get reason(): unknown {
    return this.#cancelled ? this.#reason : this.#outer?.reason;
  }

  /** The same as an `AbortSignal`, for whatever the operation calls. Made at the first asking. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.cancelled) this.#controller.abort(this.reason);
      else this.#hearOuter();
    }
    return this.#controller.signal;
  }

  /** Throws the reason if the call was given up. */
  throwIfCancelled(): void {
    if (this.cancelled) throw this.reason;
  }

  /** A scope inside this one: cancelled with it, or by itself. Whoever makes it ends it by `close`. */
  inner(deadlineMs: number = Number.POSITIVE_INFINITY): Scope {
    return new Scope(deadlineMs, this);
  }

  /**
   * Counts the call in a budget, so that no policy further in counts it there again.
   *
   * @returns whether it was not counted yet.
   */
  countIn(budget: object): boolean {
    const counted = this.#countedIn;
    if (counted === undefined) this.#countedIn = [budget];
    else if (counted.includes(budget)) return false;
    else this.#countedIn = [...counted, budget];
    return true;
  }

  /**
   * Calls back once when the call is given up; at once where it was already. What the callback throws reaches the
   * process as an uncaught exception, after everyone else was told; where it is called at once, `onCancel` throws it.
   */
  onCancel(notify: (reason: unknown) => void): Listening {
    const callback = new Callback(notify);
    this.listen(callback);
    return callback;
  }

  /** The same for an object, which must not stand in a list yet. */
  listen(listener: ScopeListener): void {
    if (this.cancelled) {
      listener.scopeCancelled(this.reason);
      return;
    }
    this.#hearOuter();
    listener.heardScope = this;
    listener.nextListener = this.#first;
    if (this.#first !== undefined) this.#first.previousListener = listener;
    this.#first = listener;
  }

  /** Takes a listener out of the list; one that does not stand in it stays as it is. */
  unlisten(listener: ScopeListener): void {
    if (listener.heardScope !== this) return;
    const { previousListener, nextListener } = listener;
    if (previousListener === undefined) this.#first = nextListener;
    else previousListener.nextListener = nextListener;
    if (nextListener !== undefined) nextListener.previousListener = previousListener;
    listener.heardScope = undefined;
    listener.previousListener = undefined;
    listener.nextListener = undefined;
  }

  /** Gives the call up. The first reason counts; a listener that another one takes back meanwhile hears nothing. */
  cancel(reason: unknown): void {
    if (this.#cancelled) return;
    const first = this.#outer?.cancelled ? this.#outer.reason : reason;
    this.#cancelled = true;
    this.#reason = first;
    this.close();
    this.#controller?.abort(first);
    for (let listener = this.#first; listener !== undefined; listener = this.#first) {
      this.unlisten(listener);
      try {
        listener.scopeCancelled(first);
      } catch (error) {
        reportLater(error);
      }
    }
  }

  /** For the scope around this one. */
  scopeCancelled(reason: unknown): void {
    this.cancel(reason);
  }

  /** Lets go of the scope around this one: the call is over, and what happens there concerns it no more. */
  close(): void {
    this.heardScope?.unlisten(this);
    this.#outer = undefined;
  }

  #hearOuter(): void {
    if (this.#outer !== undefined && this.heardScope === undefined) this.#outer.listen(this);
  }
}
