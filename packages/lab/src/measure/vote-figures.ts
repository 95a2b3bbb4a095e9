import type { JournalEvent, JournalEventOf } from '../journal/event.ts';
import type { Measured } from './measured.ts';
import { absent, measured, percentOf } from './measured.ts';
import type { Span } from './span.ts';
import { isWithin } from './span.ts';

/** What the voter did in a span of time; every figure is absent in a system that does not vote. */
export interface VoteFigures {
  /** Decided or without quorum. */
  readonly votes: number;
  readonly decided: number;
  readonly withoutQuorum: number;
  /** Share of the votes that reached a quorum. */
  readonly quorumSuccessPercent: Measured;
  readonly meanFanOut: Measured;
  readonly meanQuorum: Measured;
  readonly dissents: number;
  /** Votes from which an instance was left out, by instance. */
  readonly excluded: Readonly<Record<string, number>>;
}

/** From the voters' windows whose middle lies in the span. */
export function measureVotes(events: readonly JournalEvent[], span: Span): VoteFigures {
  return addVoteWindows(
    events.filter((event) => event.type === 'vote-window').filter((window) => isWithin(window, span)),
  );
}

/** What the voter's windows come to together. */
export function addVoteWindows(windows: readonly JournalEventOf<'vote-window'>[]): VoteFigures {
  let decided = 0;
  let votes = 0;
  let dissents = 0;
  let fanOut = 0;
  let quorum = 0;
  const excluded = new Map<string, number>();
  for (const window of windows) {
    const all = window.decided + window.withoutQuorum;
    decided += window.decided;
    votes += all;
    dissents += window.dissents;
    fanOut += window.meanFanOut * all;
    quorum += window.meanQuorum * window.decided;
    for (const [instance, count] of Object.entries(window.excluded)) {
      excluded.set(instance, (excluded.get(instance) ?? 0) + count);
    }
  }
  const none = 'nothing was voted on';
  return {
    votes,
    decided,
    withoutQuorum: votes - decided,
    quorumSuccessPercent: percentOf(decided, votes, none),
    meanFanOut: votes === 0 ? absent(none) : measured(fanOut / votes),
    meanQuorum: decided === 0 ? absent(none) : measured(quorum / decided),
    dissents,
    excluded: Object.fromEntries(excluded),
  };
}
