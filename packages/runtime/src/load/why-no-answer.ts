import { codeOf } from '@temblor/foundation/errors/temblor-error';
import type { NoAnswer } from '@temblor/lab/load/no-answer';

const reasons: ReadonlyMap<string | undefined, NoAnswer> = new Map([
  ['ECONNREFUSED', 'refused'],
  // What ends a connection that was there; undici names with its own code one that the other side closed.
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['UND_ERR_SOCKET', 'reset'],
  // A connection that an earlier request asked for may fail those that wait for it before their own time is over.
  ['UND_ERR_CONNECT_TIMEOUT', 'timed-out'],
  ['ETIMEDOUT', 'timed-out'],
]);

/** By the error with which a request ended that got no answer. @param wentOut whether it was sent on a connection. */
export function whyNoAnswer(error: Error, wentOut: boolean): NoAnswer {
  return reasons.get(codeOf(error)) ?? (wentOut ? 'unreadable' : 'not-sent');
}
