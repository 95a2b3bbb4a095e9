/** Raft in a few words, for the trace of a run. */
import type { RaftState } from '@temblor/protocols/raft/state';
import type { RaftMessage } from '@temblor/protocols/raft/types';

/** `append 3–5 (term 2)`. */
export function messageLabel(message: RaftMessage): string {
  return `${words(message)} (term ${message.term})`;
}

function words(message: RaftMessage): string {
  switch (message.kind) {
    case 'pre-vote-request':
    case 'vote-request':
      return message.kind === 'vote-request' ? 'asks for vote' : 'asks for pre-vote';
    case 'pre-vote-reply':
    case 'vote-reply':
      return `${message.kind === 'vote-reply' ? 'vote' : 'pre-vote'}: ${message.granted ? 'yes' : 'no'}`;
    case 'append': {
      const first = message.previousIndex + 1;
      const last = message.previousIndex + message.entries.length;
      if (last < first) return `heartbeat, commit ${message.commitIndex}`;
      return `append ${first === last ? first : `${first}–${last}`}, commit ${message.commitIndex}`;
    }
    case 'install-snapshot':
      return `snapshot at ${message.snapshot.index}`;
    case 'append-reply': {
      const { outcome } = message;
      const answer = outcome.kind === 'matched' ? `has ${outcome.index}` : `differs at ${outcome.previousIndex}`;
      return message.repairing === false ? answer : `${answer}, in repair`;
    }
    case 'repaired':
      return 'repaired';
    case 'timeout-now':
      return 'stand for election';
    default:
      return message satisfies never;
  }
}

/** What a step came to, where people want to know; undefined where it is nothing new. */
export function stepNote(before: RaftState | undefined, after: RaftState): string | undefined {
  const { role, term, commitIndex, log } = after;
  const news: string[] = [];
  if (before?.role.kind !== role.kind && before !== undefined) {
    if (role.kind === 'leader') news.push(`became leader of term ${term}`);
    else if (before.role.kind === 'leader') news.push(`leads no more, term ${term}`);
    else if (role.kind === 'candidate') news.push(`stands in term ${term}`);
    else if (before.role.kind === 'repairing') news.push('is repaired');
  }
  if (before === undefined && role.kind === 'repairing') news.push('is in repair');
  if (commitIndex > (before?.commitIndex ?? 0)) news.push(`committed ${commitIndex}`);
  if (before !== undefined && log.lastIndex < before.log.lastIndex) news.push(`cut its log to ${log.lastIndex}`);
  return news.length === 0 ? undefined : news.join(', ');
}
