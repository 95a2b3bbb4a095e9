/** The answers that the proxy gives where no replica's can be passed on. */
import type { AttemptFailure } from './retry-rule.ts';

/** An answer of the proxy's own, as data. */
export interface OwnAnswer {
  readonly status: number;
  /** For programs, in kebab case. */
  readonly reason: string;
  readonly detail: string;
  /** Names and values in turn. */
  readonly fields?: readonly string[];
}

/** Every replica is out, or was asked already. */
export const nobodyToAsk: OwnAnswer = {
  status: 503,
  reason: 'no-replica',
  detail: 'No replica can be asked now. Try again in a second; GET /_lb/health says how each one stands.',
  fields: ['Retry-After', '1'],
};

/** The request took too long in all. */
export const tooLate: OwnAnswer = {
  status: 504,
  reason: 'request-timeout',
  detail: 'No replica answered within the time for a request. It may have been carried out: look before you repeat it.',
};

/** The own pages are for the machine that the balancer runs on. */
export const noPages: OwnAnswer = {
  status: 404,
  reason: 'not-found',
  detail: 'There is nothing here for you. The pages of the balancer are answered on its own machine only.',
};

/** What the last attempt's failure means to the client. */
export function answerToFailure({ reason, progress }: AttemptFailure): OwnAnswer {
  const isLate = reason === 'connect-timeout' || reason === 'answer-timeout' || reason === 'answer-stalled';
  const advice =
    progress === 'nothing-sent'
      ? 'It was not carried out: try again.'
      : 'It may have been carried out: look before you repeat what must not be done twice.';
  if (reason === 'no-socket') {
    const detail = `The balancer has no connection to a replica left. ${advice}`;
    return { status: 503, reason, detail, fields: ['Retry-After', '1'] };
  }
  const what = isLate ? 'did not answer the request in time' : 'broke off before an answer was in';
  return { status: isLate ? 504 : 502, reason, detail: `The replica ${what}. ${advice}` };
}
