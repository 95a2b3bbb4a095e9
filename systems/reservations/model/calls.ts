/** Calls between the services, as data: what HTTP carries, and what the crash-point explorer carries instead. */
import type { Plain } from '@temblor/protocols/saga/saga-types';

export type ServiceName = 'gateway' | 'reservations' | 'inventory' | 'payments' | 'notifications';

export interface CallRequest {
  readonly service: ServiceName;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly body: Plain;
}

/** An answer of a service. A body with a `code` is a problem document. */
export interface CallAnswer {
  readonly status: number;
  readonly body: Plain;
}

/** What became of a call. `refused`: no connection came about, so that it had no effect; `broken`: it may have had one. */
export type CallResult =
  | { readonly kind: 'answered'; readonly answer: CallAnswer }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'broken'; readonly detail: string }
  | { readonly kind: 'timed-out' };
