/** The voter's windows of about a second, and what they come to. Pure. */
import type { JournalEventOf } from '@temblor/lab/journal/event';

export type VoteWindow = JournalEventOf<'vote-window'>;

/** What the votes of a while come to. */
export interface VoteFigures {
  /** Decided or without quorum. */
  readonly votes: number;
  readonly decided: number;
  readonly withoutQuorum: number;
  readonly dissents: number;
  /** Replicas that were asked, and that agreed, in the mean; null where nothing was voted on or decided. */
  readonly fanOut: number | null;
  readonly agreed: number | null;
  /** Of one window its p95; of several the highest, for percentiles do not add up. */
  readonly p95Ms: number | null;
  /** By replica. */
  readonly excluded: ReadonlyMap<string, number>;
}

/** How a replica's answers fared. */
export type BallotKind = 'counted' | 'partly' | 'excluded' | 'none';

const rememberedUs = 60_000_000;

/** Appends a window, and forgets those that are more than a minute older. */
export function rememberWindow(windows: readonly VoteWindow[], window: VoteWindow): readonly VoteWindow[] {
  const fromUs = window.endUs - rememberedUs;
  return [...windows.filter(({ endUs }) => endUs > fromUs), window];
}

/** The sum of windows. */
export function addWindows(windows: readonly VoteWindow[]): VoteFigures {
  let decided = 0;
  let withoutQuorum = 0;
  let dissents = 0;
  let fanOut = 0;
  let agreed = 0;
  let p95Ms: number | null = null;
  const excluded = new Map<string, number>();
  for (const window of windows) {
    const votes = window.decided + window.withoutQuorum;
    decided += window.decided;
    withoutQuorum += window.withoutQuorum;
    dissents += window.dissents;
    fanOut += window.meanFanOut * votes;
    agreed += window.meanQuorum * window.decided;
    if (window.latency.count > 0) p95Ms = Math.max(p95Ms ?? 0, window.latency.p95Ms);
    for (const [replica, count] of Object.entries(window.excluded)) {
      excluded.set(replica, (excluded.get(replica) ?? 0) + count);
    }
  }
  const votes = decided + withoutQuorum;
  return {
    votes,
    decided,
    withoutQuorum,
    dissents,
    fanOut: votes === 0 ? null : fanOut / votes,
    agreed: decided === 0 ? null : agreed / decided,
    p95Ms,
    excluded,
  };
}

/** Whether a replica's answers counted: an answer or two that were late do not make it `partly`. */
export function ballotOf(figures: VoteFigures, replica: string): BallotKind {
  if (figures.votes === 0) return 'none';
  const share = (figures.excluded.get(replica) ?? 0) / figures.votes;
  if (share >= 0.95) return 'excluded';
  return share > 0.05 ? 'partly' : 'counted';
}
