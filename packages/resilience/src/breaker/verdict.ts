/** What the end of a call tells a breaker about what it called. */
import { Rejection } from '../policy/rejection.ts';
import type { Verdict } from './breaker-machine.ts';

/**
 * Judges an error unless the breaker's owner does: everything is a failure but what was never sent, which says nothing
 * about the dependency. Errors that the caller is to blame for (a 404, a rejected form) need an own judgement: they are a
 * `success`, since the dependency answered.
 */
export function judgeByDefault(error: unknown): Verdict {
  return error instanceof Rejection && error.notSent ? 'ignored' : 'failure';
}

/**
 * Judges a call that was given up. That is nobody's failure, a client that left or a hedge that lost, unless a time-out or
 * a deadline around the breaker gave it up: then the dependency was too slow.
 */
export function judgeCancellation(reason: unknown): Verdict {
  if (!(reason instanceof Rejection) || reason.notSent) return 'ignored';
  return reason.code === 'timed-out' || reason.code === 'deadline-exceeded' ? 'failure' : 'ignored';
}
