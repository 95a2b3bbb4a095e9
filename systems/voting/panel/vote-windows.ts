/** The voter's windows of about a second, and what they come to. Pure. */
import type { JournalEventOf } from '@temblor/lab/journal/event';
import { valueOrNull } from '@temblor/lab/measure/measured';
import { addVoteWindows } from '@temblor/lab/measure/vote-figures';

export type VoteWindow = JournalEventOf<'vote-window'>;

/** What the votes of a while come to: the figures of the report, as the panel shows them. */
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
  const { votes, decided, withoutQuorum, dissents, meanFanOut, meanQuorum, excluded } = addVoteWindows(windows);
  const p95s = windows.filter(({ latency }) => latency.count > 0).map(({ latency }) => latency.p95Ms);
  return {
    ...{ votes, decided, withoutQuorum, dissents },
    fanOut: valueOrNull(meanFanOut),
    agreed: valueOrNull(meanQuorum),
    p95Ms: p95s.length === 0 ? null : Math.max(...p95s),
    excluded: new Map(Object.entries(excluded)),
  };
}

/** Whether a replica's answers counted: an answer or two that were late do not make it `partly`. */
export function ballotOf(figures: VoteFigures, replica: string): BallotKind {
  if (figures.votes === 0) return 'none';
  const share = (figures.excluded.get(replica) ?? 0) / figures.votes;
  if (share >= 0.95) return 'excluded';
  return share > 0.05 ? 'partly' : 'counted';
}
