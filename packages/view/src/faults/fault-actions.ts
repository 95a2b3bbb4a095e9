/** What a page can do to a running system; the dashboard fills it with calls of the control API. */

/** Where a fault shall act: an instance, a link or a store by its id, or between groups of instances. */
export type FaultAim =
  | { readonly instance: string }
  | { readonly link: string }
  | { readonly store: string }
  | { readonly groups: readonly (readonly string[])[] };

/** A fault as a user wants it: the body of an injection, its parameters by the names that the catalogue gives them. */
export interface FaultWish {
  readonly kind: string;
  readonly target: FaultAim;
  /** How long it may act, milliseconds. Of a crash: how long the instance is held down. */
  readonly durationMs: number;
  readonly [parameter: string]: unknown;
}

/** Each settles when the lab has answered, and rejects with an Error whose message tells a user what happened. */
export interface FaultActions {
  inject(wish: FaultWish): Promise<void>;
  /** @param fault the id that the journal gave it. */
  heal(fault: string): Promise<void>;
  healAll(): Promise<void>;
  /** Ends an instance and starts it anew; no fault. */
  restart(instance: string): Promise<void>;
}
