/** What a request is answered with, in the contract's own shapes: an error is `{error}`, with more beside it for programs. */
import type { AppendOutcome } from '../message-log.ts';

export interface Answer {
  readonly status: number;
  /** JSON. */
  readonly body: string;
  /** How long to wait before asking again; absent where waiting does not help. */
  readonly retryAfterSeconds?: number;
}

/** The type of every answer that is JSON. */
export const jsonType = 'application/json; charset=utf-8';

/** An answer that is an error. @param error what happened, to what. @param hint what to do. */
export function refusal(status: number, code: string, error: string, hint: string): Answer {
  const answer = { status, body: JSON.stringify({ error, code, hint }) };
  return status === 503 ? { ...answer, retryAfterSeconds: 1 } : answer;
}

/** Nothing was appended; another node will lead soon. */
export function noLeader(error = 'no leader is known'): Answer {
  return refusal(503, 'no_leader', error, 'Nothing was appended. Repeat it: an election takes less than a second.');
}

/** The message may have been appended, or may be yet. */
export function outcomeUnknown(reason: string): Answer {
  const error = `it is not known whether the message was appended: ${reason}`;
  const hint =
    'It may have been, or may be yet. Repeat it only with the Idempotency-Key that it had: then it appears once.';
  return refusal(504, 'outcome_unknown', error, hint);
}

/** How an outcome is told to the client. */
export function answerOf(outcome: AppendOutcome): Answer {
  switch (outcome.kind) {
    case 'appended': {
      const { id, lamportTimestamp } = outcome.message;
      return { status: 200, body: `{"id":${id},"lamport_timestamp":${lamportTimestamp}}` };
    }
    case 'not-leader':
      return noLeader(outcome.leader === undefined ? undefined : `node ${outcome.leader} has just become the leader`);
    case 'busy':
      return refusal(
        503,
        'busy',
        'the node has more to do than it can',
        'Nothing was appended. Repeat it in a second.',
      );
    case 'key-reused':
      return refusal(
        409,
        'key_reused',
        `the Idempotency-Key was given to another message before: ${outcome.id}`,
        'Nothing was appended. Give each message a key of its own.',
      );
    case 'unknown':
      return outcomeUnknown(outcome.reason);
    default:
      return outcome satisfies never;
  }
}
