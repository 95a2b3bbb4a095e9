/**
 * When what happened to which entry, and in which term: by that a violation is traced back to the few moments that it rests
 * on. Kept only where a trace is recorded.
 */
import type { NodeId, ProtocolInput } from '@temblor/protocols/port/protocol';
import type { RaftState, RaftTypes } from '@temblor/protocols/raft/state';
import type { ViolationSubject } from '../invariants/report-violation.ts';
import type { Moment } from '../trace/trace.ts';

/** A line of the diary; it may be about several things at once. */
interface Line {
  readonly atUs: number;
  readonly node: NodeId;
  /** The term that it entered, voted in, won or lost. */
  readonly term?: number;
  /** Entries that it got, replaced, lost, committed or confirmed: from the first to the last of them. */
  readonly entries?: readonly [first: number, last: number];
  readonly isMembership: boolean;
  /** Where the fate of a node turns. */
  readonly turn?: 'leads' | 'starts';
  /** Of other nodes than those of a violation the most telling is told: what leaders do, then what confirms it, then the rest. */
  readonly rank: 0 | 1 | 2;
}

/** More would not be read. */
const mostMoments = 11;

export class RaftDiary {
  readonly #lines: Line[] = [];
  /** By leader and follower: up to where the follower has confirmed the leader's log. */
  readonly #confirmed = new Map<string, number>();

  /** A step of a node. @param input undefined where it starts. */
  stepped(
    node: NodeId,
    before: RaftState | undefined,
    after: RaftState,
    input: ProtocolInput<RaftTypes> | undefined,
    atUs: number,
  ): void {
    if (before === undefined) {
      // At the beginning all start, which tells nothing.
      if (atUs > 0) {
        this.#lines.push({ atUs, node, term: after.term, isMembership: false, turn: 'starts', rank: 1 });
      }
      return;
    }
    const term = isOfElection(before, after, input) ? { term: after.term } : {};
    const confirmed = this.#confirmedBy(after, input);
    const range = confirmed ?? entriesChanged(before, after);
    const entries = range === undefined ? {} : { entries: range };
    const isMembership = before.membership !== after.membership;
    const leads = after.role.kind === 'leader';
    const turn = leads && before.role.kind !== 'leader' ? ({ turn: 'leads' } as const) : {};
    if (term.term === undefined && range === undefined && !isMembership) return;
    const isEcho = !leads && after.commitIndex > before.commitIndex;
    const isOwn = leads || after.role.kind === 'candidate' || before.role.kind === 'leader';
    const isNews = confirmed === undefined || after.commitIndex > before.commitIndex;
    const rank = isEcho ? 2 : isOwn && isNews ? 0 : 1;
    this.#lines.push({ atUs, node, ...term, ...entries, isMembership, ...turn, rank });
  }

  /**
   * The moments that a violation rests on: what became of its entry, its term or the membership, at its nodes before the
   * others, the latest first; what its nodes did last, where it is about none of these; and where its nodes became leader, or started again in that time.
   */
  momentsOf({ entry, term, membership }: ViolationSubject, nodes: readonly NodeId[]): Moment[] {
    const isAboutNothing = term === undefined && membership === undefined && entry === undefined;
    const isAbout = (line: Line): boolean =>
      (isAboutNothing && nodes.includes(line.node)) ||
      (term !== undefined && line.term === term) ||
      (membership === true && line.isMembership) ||
      (entry !== undefined && line.entries !== undefined && line.entries[0] <= entry && entry <= line.entries[1]);
    const latest = this.#lines.toReversed();
    const own = latest.filter((line) => isAbout(line) && nodes.includes(line.node)).slice(0, mostMoments - 4);
    const fromUs = own.at(-1)?.atUs ?? 0;
    const turns = nodes.flatMap((node) => {
      const line = latest.find((one) => one.turn !== undefined && one.node === node);
      return line !== undefined && (line.turn === 'leads' || line.atUs >= fromUs) ? [line] : [];
    });
    const others = latest.filter((line) => isAbout(line) && !nodes.includes(line.node) && line.rank < 2);
    others.sort((left, right) => left.rank - right.rank);
    const chosen = [...new Set([...own, ...turns, ...others])].slice(0, mostMoments);
    return chosen.map(({ atUs, node }) => ({ atUs, node }));
  }

  /** When the last leaders until a moment became that, the latest first. */
  lastLeaders(untilUs: number): Moment[] {
    const turns = this.#lines.filter(({ turn, atUs }) => turn === 'leads' && atUs <= untilUs);
    return turns
      .slice(-2)
      .reverse()
      .map(({ atUs, node }) => ({ atUs, node }));
  }

  /** What a follower confirms for the first time to this leader. */
  #confirmedBy({ node, term, role }: RaftState, input: ProtocolInput<RaftTypes> | undefined) {
    if (role.kind !== 'leader' || input?.kind !== 'message' || input.message.kind !== 'append-reply') return undefined;
    const { outcome } = input.message;
    if (outcome.kind !== 'matched') return undefined;
    const key = `${node} ${term} ${input.from}`;
    const known = this.#confirmed.get(key) ?? 0;
    if (outcome.index <= known) return undefined;
    this.#confirmed.set(key, outcome.index);
    return [known + 1, outcome.index] as const;
  }
}

/** Whether a step entered a term, gave or got a vote, or ended an office. */
function isOfElection(before: RaftState, after: RaftState, input: ProtocolInput<RaftTypes> | undefined): boolean {
  if (before.term !== after.term || before.votedFor !== after.votedFor) return true;
  if ((before.role.kind === 'leader') !== (after.role.kind === 'leader')) return true;
  return input?.kind === 'message' && input.message.kind === 'vote-reply' && input.message.granted;
}

/** Entries that came, went, were replaced or committed, or that a snapshot took the place of: of that the last alone. */
function entriesChanged(before: RaftState, after: RaftState): readonly [number, number] | undefined {
  const { log } = after;
  if (log.snapshotIndex > before.log.snapshotIndex) return [log.snapshotIndex, log.snapshotIndex];
  if (log !== before.log) {
    let kept = Math.min(log.lastIndex, before.log.lastIndex);
    while (kept > log.snapshotIndex && log.termAt(kept) !== before.log.termAt(kept)) kept -= 1;
    const last = Math.max(log.lastIndex, before.log.lastIndex);
    if (last > kept) return [kept + 1, last];
  }
  return after.commitIndex > before.commitIndex ? [before.commitIndex + 1, after.commitIndex] : undefined;
}
