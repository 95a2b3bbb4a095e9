import type { JournalEvent } from '../journal/event.ts';
import type { Span } from './load-windows.ts';
import { isWithin } from './load-windows.ts';
import type { Measured } from './measured.ts';
import { absent, measured, percentOf } from './measured.ts';

/** What the voter did in a span of time; every figure is absent in a system that does not vote. */
export interface VoteFigures {
  readonly votes: number;
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
  const windows = events.filter((event) => event.type === 'vote-window').filter((window) => isWithin(window, span));
  let decided = 0;
  let votes = 0;
  let dissents = 0;
  let fanOut = 0;
  let quorum = 0;
  const excluded: Record<string, number> = {};
  for (const window of windows) {
    const all = window.decided + window.withoutQuorum;
    decided += window.decided;
    votes += all;
    dissents += window.dissents;
    fanOut += window.meanFanOut * all;
    quorum += window.meanQuorum * window.decided;
    for (const [instance, count] of Object.entries(window.excluded)) {
      excluded[instance] = (excluded[instance] ?? 0) + count;
    }
  }
  const none = 'nothing was voted on';
  return {
    votes,
    quorumSuccessPercent: percentOf(decided, votes, none),
    meanFanOut: votes === 0 ? absent(none) : measured(fanOut / votes),
    meanQuorum: decided === 0 ? absent(none) : measured(quorum / decided),
    dissents,
    excluded,
  };
}
