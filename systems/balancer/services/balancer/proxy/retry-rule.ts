/** What may be sent again, and at whose expense. */
import type { Outcome } from '@temblor/resilience/balancing/replica';
import type { Fields, RequestHead, ResponseHead } from '../http1/message-head.ts';

/** How an attempt failed. */
export interface AttemptFailure {
  readonly reason: /** This machine had no file or port left for a connection. */
    | 'no-socket'
    | 'connection-refused'
    | 'connect-timeout'
    | 'connection-broken'
    | 'answer-timeout'
    | 'answer-stalled'
    | 'malformed-answer'
    | 'failing-status';
  /** `nothing-sent`: surely; `nothing-answered`: the request may have been carried out, but not a byte came. */
  readonly progress: 'nothing-sent' | 'nothing-answered' | 'answer-begun';
}

/**
 * Who pays for a retry. `free`: nobody, for no load comes of it; `breaks`: a budget that lets all be saved that a dying
 * replica had in hand, and yet bounds what replicas can cause that break every connection; `budget`: that of retries and
 * hedges; `never`: it may not be made.
 */
export type RetryPrice = 'free' | 'breaks' | 'budget' | 'never';

/** @param isRepeatable whether the request is idempotent, and still in hand whole. */
export function priceOfRetry(failure: AttemptFailure, isRepeatable: boolean): RetryPrice {
  if (failure.progress === 'nothing-sent') return 'free';
  if (!isRepeatable) return 'never';
  return failure.progress === 'nothing-answered' && isBreak(failure.reason) ? 'breaks' : 'budget';
}

/** A connection that was refused counts where the request had gone out on one before that was closed meanwhile. */
function isBreak(reason: AttemptFailure['reason']): boolean {
  return (
    reason === 'no-socket' ||
    reason === 'connection-broken' ||
    reason === 'connection-refused' ||
    reason === 'connect-timeout'
  );
}

/** RFC 9110 section 9.2.2, without TRACE, which is not passed on. */
export function isIdempotent(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || method === 'PUT' || method === 'DELETE';
}

/** Whether a second copy beside the first does no harm and costs no upload. */
export function isHedgeable({ method, framing }: RequestHead): boolean {
  return (method === 'GET' || method === 'HEAD') && framing.kind === 'none';
}

/** Whether another replica may do better. */
export function isFailingStatus(status: number): boolean {
  return status === 500 || (status >= 502 && status <= 504);
}

/** A replica that refuses work for a while is overloaded, not dead: were it taken out, the others would be next. */
export function outcomeOf({ status, fields }: ResponseHead): Outcome {
  if (!isFailingStatus(status)) return 'success';
  return status === 503 && hasField(fields, 'retry-after') ? 'success' : 'failure';
}

function hasField(fields: Fields, name: string): boolean {
  for (let at = 0; at < fields.length; at += 2) if (fields[at]?.toLowerCase() === name) return true;
  return false;
}
