/** What a leader sends its followers: appends, one after the other or many on their way, and snapshots (§5.3, §7, §10.2.1). */
import type { NodeId } from '../port/protocol.ts';
import type { Progress } from './state.ts';
import type { Turn } from './turn.ts';
import { changeLeader, early, leaderRole, progressOf, setProgress } from './turn.ts';
import type { RaftEntry } from './types.ts';

/** Sends a follower what it lacks, as far as it may be sent now. */
export function sendAppends(turn: Turn, node: NodeId): void {
  let progress = progressOf(turn, node);
  while (progress !== undefined && maySend(turn, progress)) {
    const { log, options } = turn.state;
    if (log.termAt(progress.next - 1) === undefined) {
      sendSnapshot(turn, progress);
      return;
    }
    const last = Math.min(log.lastIndex, progress.next + options.maximumEntries - 1);
    const entries = log.slice(progress.next, last, options.maximumBytes);
    if (entries.length === 0) return;
    sendAppend(turn, progress, entries);
    progress = progressOf(turn, node);
  }
}

/** Sends every follower what it lacks, as far as it may be sent now. */
export function sendAppendsToAll(turn: Turn): void {
  for (const { node } of leaderRole(turn)?.followers ?? []) sendAppends(turn, node);
}

/** Begins a round: every follower is asked to confirm that this node still leads. */
export function beginRound(turn: Turn): void {
  const leader = leaderRole(turn);
  if (leader === undefined) return;
  changeLeader(turn, { round: Math.max(leader.round + 1, turn.atUs) });
  for (const { node } of leader.followers) sendHeartbeat(turn, node);
}

/**
 * An append without entries. Standing where the next entries will, it also finds out that some were lost; a follower that
 * waits for a snapshot is asked for nothing but its answer.
 */
export function sendHeartbeat(turn: Turn, node: NodeId): void {
  const progress = progressOf(turn, node);
  if (progress === undefined) return;
  const { log, options } = turn.state;
  if (progress.flow.kind === 'snapshot') {
    const isOverdue = turn.atUs - progress.flow.sentUs >= options.electionTimeoutUs.high;
    if (isOverdue) sendSnapshot(turn, progress);
    else sendEmpty(turn, progress, 0, 0);
    return;
  }
  const previousTerm = log.termAt(progress.next - 1);
  if (previousTerm === undefined) sendSnapshot(turn, progress);
  else sendEmpty(turn, progress, progress.next - 1, previousTerm);
}

function maySend(turn: Turn, { flow, next }: Progress): boolean {
  if (next > turn.state.log.lastIndex) return false;
  switch (flow.kind) {
    case 'probe':
      return !flow.isAsked;
    case 'replicate':
      return flow.inFlight.length < turn.state.options.maximumInFlight;
    case 'snapshot':
      return false;
    default:
      return flow satisfies never;
  }
}

function sendAppend(turn: Turn, progress: Progress, entries: readonly RaftEntry[]): void {
  const previousIndex = progress.next - 1;
  sendAfter(turn, progress, previousIndex, turn.state.log.termAt(previousIndex) ?? 0, entries);
  const sentUs = turn.atUs;
  if (progress.flow.kind === 'replicate') {
    const last = previousIndex + entries.length;
    const inFlight = [...progress.flow.inFlight, last];
    setProgress(turn, { ...progress, sentUs, next: last + 1, flow: { kind: 'replicate', inFlight } });
  } else {
    setProgress(turn, { ...progress, sentUs, flow: { kind: 'probe', isAsked: true } });
  }
}

function sendEmpty(turn: Turn, progress: Progress, previousIndex: number, previousTerm: number): void {
  sendAfter(turn, progress, previousIndex, previousTerm, []);
  setProgress(turn, { ...progress, sentUs: turn.atUs });
}

function sendAfter(
  turn: Turn,
  { node }: Progress,
  previousIndex: number,
  previousTerm: number,
  entries: readonly RaftEntry[],
): void {
  const { term, commitIndex } = turn.state;
  const round = leaderRole(turn)?.round ?? 0;
  const message = { kind: 'append', term, previousIndex, previousTerm, entries, commitIndex, round } as const;
  early(turn, { kind: 'send', to: node, message });
}

function sendSnapshot(turn: Turn, progress: Progress): void {
  const { term, commitIndex, snapshot } = turn.state;
  if (snapshot === undefined) return;
  const round = leaderRole(turn)?.round ?? 0;
  early(turn, {
    kind: 'send',
    to: progress.node,
    message: { kind: 'install-snapshot', term, snapshot, commitIndex, round },
  });
  const flow = { kind: 'snapshot', index: snapshot.index, sentUs: turn.atUs } as const;
  setProgress(turn, { ...progress, sentUs: turn.atUs, flow });
}
