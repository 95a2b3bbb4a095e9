/** What a leader learns from the answers to its appends and snapshots (§5.3; etcd-io/raft's tracker). */
import type { NodeId } from '../port/protocol.ts';
import { advanceCommit } from './commit.ts';
import { lastIndexUpToTerm } from './log.ts';
import { answerReads } from './reads.ts';
import { admitReply, deniesMatch, endRepair, sendToRepair } from './repair.ts';
import { sendAppends } from './sending.ts';
import type { Progress } from './state.ts';
import { askToStand } from './transfer.ts';
import type { Turn } from './turn.ts';
import { leaderRole, progressOf, setProgress } from './turn.ts';
import type { RaftMessage } from './types.ts';

type AppendReply = Extract<RaftMessage, { kind: 'append-reply' }>;
type Conflict = Extract<AppendReply['outcome'], { kind: 'conflict' }>;

/** Of the leader's own term. */
export function takeAppendReply(turn: Turn, from: NodeId, message: AppendReply): void {
  const progress = admitReply(turn, from, message);
  if (progress === undefined) return;
  const heard = { ...progress, heardUs: turn.atUs, round: Math.max(progress.round, message.round) };
  setProgress(turn, afterOutcome(turn, heard, message));
  advanceCommit(turn);
  answerReads(turn);
  endRepair(turn, from);
  if (progressOf(turn, from) === undefined) return;
  sendAppends(turn, from);
  askToStand(turn);
}

function afterOutcome(turn: Turn, progress: Progress, { outcome, round }: AppendReply): Progress {
  if (outcome.kind === 'matched') return { ...afterMatch(progress, outcome.index), matchRound: roundNow(turn) };
  if (deniesMatch(progress, outcome, round)) return sendToRepair(turn, progress);
  return afterConflict(turn, progress, outcome);
}

function roundNow(turn: Turn): number {
  return leaderRole(turn)?.round ?? 0;
}

function afterMatch(progress: Progress, index: number): Progress {
  const match = Math.max(progress.match, index);
  const next = Math.max(progress.next, match + 1);
  switch (progress.flow.kind) {
    case 'probe':
      return { ...progress, match, next: match + 1, flow: { kind: 'replicate', inFlight: [] } };
    case 'replicate': {
      const inFlight = progress.flow.inFlight.filter((last) => last > match);
      return { ...progress, match, next, flow: { kind: 'replicate', inFlight } };
    }
    case 'snapshot':
      if (match < progress.flow.index) return { ...progress, match };
      return { ...progress, match, next: match + 1, flow: { kind: 'replicate', inFlight: [] } };
    default:
      return progress.flow satisfies never;
  }
}

/** An answer to something older says nothing: the follower has matched more since, or was asked for another index. */
function afterConflict(turn: Turn, progress: Progress, { previousIndex, hintIndex, hintTerm }: Conflict): Progress {
  const isStale =
    progress.flow.kind === 'probe' ? previousIndex !== progress.next - 1 : previousIndex <= progress.match;
  if (isStale || progress.flow.kind === 'snapshot') return progress;
  const agreed = lastIndexUpToTerm(turn.state.log, hintIndex, hintTerm);
  const next = Math.max(progress.match + 1, Math.min(previousIndex, agreed + 1));
  return { ...progress, next, flow: { kind: 'probe', isAsked: false } };
}
