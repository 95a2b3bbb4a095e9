/** What a follower does with what its leader sends (§5.3; figure 2, AppendEntries). */
import type { NodeId } from '../port/protocol.ts';
import { commitTo } from './commit.ts';
import { lastIndexUpToTerm } from './log.ts';
import { followLeader } from './stepping-down.ts';
import type { Turn } from './turn.ts';
import { appendEntries, reply, truncateLog } from './turn.ts';
import type { RaftEntry, RaftMessage } from './types.ts';

type Append = Extract<RaftMessage, { kind: 'append' }>;
type Outcome = Extract<RaftMessage, { kind: 'append-reply' }>['outcome'];

/** An append of this term's leader. The reply leaves when what it tells of is durable. */
export function takeAppend(turn: Turn, from: NodeId, message: Append): void {
  checkContiguous(turn, from, message);
  followLeader(turn, from);
  const { log } = turn.state;
  const { previousIndex, previousTerm } = message;
  // What the snapshot holds is committed, so it is the leader's too.
  const isCovered = previousIndex < log.snapshotIndex;
  if (!isCovered && log.termAt(previousIndex) !== previousTerm) {
    const hintIndex = lastIndexUpToTerm(log, previousIndex, previousTerm);
    const hintTerm = log.termAt(hintIndex) ?? 0;
    answer(turn, from, message.round, { kind: 'conflict', previousIndex, hintIndex, hintTerm });
    return;
  }
  const sureIndex = Math.max(log.snapshotIndex, previousIndex + message.entries.length);
  const entries = isCovered ? message.entries.filter(({ index }) => index > log.snapshotIndex) : message.entries;
  store(turn, Math.max(previousIndex, log.snapshotIndex), entries);
  const { lastIndex } = turn.state.log;
  commitTo(turn, turn.rules.followerCommit(message.commitIndex, sureIndex, lastIndex));
  answer(turn, from, message.round, { kind: 'matched', index: sureIndex });
}

/** No leader sends entries with a gap: where one is, something between the nodes changes messages. */
function checkContiguous(turn: Turn, from: NodeId, { previousIndex, entries }: Append): void {
  const position = entries.findIndex(({ index }, place) => index !== previousIndex + 1 + place);
  if (position < 0) return;
  const { node, term } = turn.state;
  throw new Error(
    `node ${node} got entry ${entries[position]?.index} in term ${term} from node ${from} where ${previousIndex + 1 + position} was next`,
  );
}

/** Refuses the message of a leader of an earlier term, which steps down when it sees this node's (§5.1). */
export function refuseStaleLeader(turn: Turn, from: NodeId, round: number): void {
  const { lastIndex, lastTerm } = turn.state.log;
  answer(turn, from, round, { kind: 'conflict', previousIndex: 0, hintIndex: lastIndex, hintTerm: lastTerm });
}

/** Answers an append or a snapshot. */
export function answer(turn: Turn, to: NodeId, round: number, outcome: Outcome): void {
  const { term, repairing, repairs } = turn.state;
  reply(turn, to, { kind: 'append-reply', term, round, outcome, repairing: repairing ? repairs : false });
}

/** Takes what the log lacks, after cutting off what contradicts it. What it has already stays as it is. */
function store(turn: Turn, previousIndex: number, entries: readonly RaftEntry[]): void {
  const { log } = turn.state;
  const conflictIndex = entries.find(({ index, term }) => index <= log.lastIndex && log.termAt(index) !== term)?.index;
  const cut = turn.rules.truncateFrom({ previousIndex, conflictIndex, lastIndex: log.lastIndex });
  if (cut !== undefined) truncateLog(turn, cut);
  const { lastIndex } = turn.state.log;
  appendEntries(
    turn,
    entries.filter(({ index }) => index > lastIndex),
  );
}
