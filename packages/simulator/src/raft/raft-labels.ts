/** Raft in a few words, for the trace of a run. */
import type { RaftState } from '@temblor/protocols/raft/state';
import type { RaftMessage } from '@temblor/protocols/raft/types';
import type { KeyValueCommand, KeyValueResult } from '@temblor/protocols/state-machines/key-value';
import type { Answer } from '../clients/answer.ts';
import { describeCommand } from '../clients/key-value-model.ts';
import type { Completion } from '../clients/session-client.ts';
import type { OperatorAction } from './raft-plan.ts';

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
    case 'lost-records':
      return `you held ${message.index}, and lost it`;
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
  if (before === undefined && (term > 0 || log.lastIndex > 0)) news.push(`finds ${foundOnDisk(after)}`);
  if (before !== undefined) news.push(...newsOfVote(before, after), ...newsOfLog(before, after));
  if (commitIndex > (before?.commitIndex ?? 0)) news.push(`committed ${commitIndex}`);
  return news.length === 0 ? undefined : news.join(', ');
}

function foundOnDisk({ term, votedFor, log }: RaftState): string {
  const vote = votedFor === null ? 'no vote' : `its vote for node ${votedFor}`;
  return `term ${term}, ${vote} and entries up to ${log.lastIndex} on its disk`;
}

function newsOfVote(before: RaftState, { node, term, votedFor }: RaftState): string[] {
  const isVote = votedFor !== null && votedFor !== node && (votedFor !== before.votedFor || term !== before.term);
  return isVote ? [`votes for node ${votedFor} in term ${term}`] : [];
}

function newsOfLog(before: RaftState, { role, log, membership }: RaftState): string[] {
  const news: string[] = [];
  if (log.snapshotIndex > before.log.snapshotIndex) {
    const isOwn = before.log.lastIndex >= log.snapshotIndex && log.lastIndex >= before.log.lastIndex;
    news.push(`${isOwn ? 'takes' : 'installs'} a snapshot at ${log.snapshotIndex}`);
  } else if (log.lastIndex < before.log.lastIndex) news.push(`cut its log to ${log.lastIndex}`);
  else if (log !== before.log) {
    const first = firstNew(before, log);
    const isReplaced = first <= before.log.lastIndex;
    // What a follower gets stands in the message that brings it.
    const verb = role.kind === 'leader' ? 'appends' : isReplaced ? 'replaces' : undefined;
    if (verb !== undefined && first <= log.lastIndex) {
      news.push(`${verb} ${entryWords(first, log.lastIndex)} (term ${log.lastTerm})`);
    }
  }
  if (membership !== before.membership) news.push(`voters are now ${membershipWords(membership)}`);
  return news;
}

/** The first index at which an entry is new, or another than before. */
function firstNew(before: RaftState, log: RaftState['log']): number {
  let index = Math.min(before.log.lastIndex, log.lastIndex);
  while (index > log.snapshotIndex && before.log.termAt(index) !== log.termAt(index)) index -= 1;
  return index + 1;
}

function membershipWords({ voters, learners }: RaftState['membership']): string {
  return `${voters.join(', ')}${learners.length === 0 ? '' : `, learners ${learners.join(', ')}`}`;
}

function entryWords(first: number, last: number): string {
  return first === last ? `entry ${first}` : `entries ${first}–${last}`;
}

/** What became of what a client asked, in its own words: `get r1: 7`. */
export function completionText(action: KeyValueCommand, completion: Completion): string {
  const asked = describeCommand(action);
  switch (completion.kind) {
    case 'answered':
      return `${asked}: ${resultText(completion.result)}`;
    case 'unknown':
      return `${asked}: no answer`;
    case 'not-sent':
      return `${asked}: not sent`;
    default:
      return completion satisfies never;
  }
}

/** What a node answers a client. @param asked in the client's words. */
export function answerText(asked: string, answer: Answer): string {
  switch (answer.kind) {
    case 'applied':
      return `${asked}: ${answer.result.kind}`;
    case 'readable':
      return `${asked}: answered`;
    case 'accepted':
    case 'overwritten':
    case 'unknown':
      return `${asked}: ${answer.kind}`;
    case 'refused':
      return `${asked}: refused, ${answer.reason}`;
    default:
      return answer satisfies never;
  }
}

/** What whoever runs the cluster asks. */
export function operatorText(action: OperatorAction): string {
  if (action.kind === 'transfer') return action.to === undefined ? 'transfer' : `transfer to node ${action.to}`;
  return `${action.change.kind} node ${action.change.node}`;
}

function resultText(result: KeyValueResult): string {
  switch (result.kind) {
    case 'written':
      return 'written';
    case 'value':
      return result.value ?? 'nothing';
    case 'mismatch':
      return `found ${result.value ?? 'nothing'}`;
    default:
      return result satisfies never;
  }
}
