import { expect, test } from 'vitest';
import { whyNoAnswer } from './why-no-answer.ts';

const failure = (code: string): Error => Object.assign(new Error('no answer'), { code });

test.each(['EMFILE', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'])(
  'a request for which no connection came about, by %s, was not sent',
  (code) => {
    expect(whyNoAnswer(failure(code), false)).toBe('not-sent');
  },
);

test('what came in answer to a request that went out, and was none, is unreadable', () => {
  expect(whyNoAnswer(failure('HPE_INVALID_CONSTANT'), true)).toBe('unreadable');
});

test.each([
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'reset'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timed-out'],
  ['ETIMEDOUT', 'timed-out'],
] as const)('%s says why itself, whether the request went out or not: %s', (code, reason) => {
  expect([true, false].map((wentOut) => whyNoAnswer(failure(code), wentOut))).toEqual([reason, reason]);
});
