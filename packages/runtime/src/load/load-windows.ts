import type { OperationOutcome } from '@temblor/checkers/history/operation';
import type { JournalEventOf, JournalFact } from '@temblor/lab/journal/event';
import type { NoAnswer } from '@temblor/lab/load/no-answer';
import type { Histogram } from 'hdr-histogram-js';
import { encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { createLatencyHistogram, recordLatency, summariseLatency } from './latency-histogram.ts';

const windowUs = 1_000_000;

/** One window, while requests can still be added to it. */
export interface LoadWindow {
  readonly startUs: number;
  endUs: number;
  /** Requests sent that have no outcome yet. */
  outstanding: number;
  /** Told to the journal: nothing can be added any more. */
  told: boolean;
  intended: number;
  sent: number;
  maxLagUs: number;
  readonly outcomes: Record<OperationOutcome, number>;
  readonly byStatus: Record<string, number>;
  readonly byName: JournalEventOf<'load-window'>['byName'];
  readonly corrected: Histogram;
  readonly uncorrected: Histogram;
}

/** How a request ended. */
export interface Completion {
  readonly name: string;
  readonly outcome: OperationOutcome;
  /** Of the answer; why there was none where none came. */
  readonly status: number | NoAnswer;
  readonly correctedUs: number;
  readonly uncorrectedUs: number;
}

/**
 * The windows of a load. A request belongs to the window of its intended start, so that what a fault did to it is not
 * counted in the phase after. A window is told once, when all of its requests have ended, and after those before it:
 * at the latest one time-out after its end.
 */
export class LoadWindows {
  readonly #tell: (fact: JournalFact) => void;
  #open: LoadWindow;
  /** Windows that are over and not told, oldest first. */
  #over: LoadWindow[] = [];

  constructor(startUs: number, tell: (fact: JournalFact) => void) {
    this.#tell = tell;
    this.#open = createWindow(startUs);
  }

  /** Whether a window is over and not told. */
  get hasUntold(): boolean {
    return this.#over.length > 0;
  }

  /** The window of an intended start. */
  of(intendedUs: number): LoadWindow {
    this.#turnTo(intendedUs);
    if (intendedUs >= this.#open.startUs) return this.#open;
    return this.#over.findLast((window) => intendedUs >= window.startUs) ?? this.#open;
  }

  /** Ends the present window at `nowUs`. @returns the windows that are not told yet, that one included. */
  cut(nowUs: number): readonly LoadWindow[] {
    this.#turnTo(nowUs);
    if (nowUs > this.#open.startUs) {
      this.#open.endUs = nowUs;
      this.#turnTo(nowUs);
    }
    return this.#over;
  }

  /**
   * Tells the windows that are complete.
   * @param scheduledUs intended starts before this have all been counted.
   */
  advance(nowUs: number, scheduledUs: number): void {
    this.#turnTo(nowUs);
    for (;;) {
      const [window] = this.#over;
      if (window === undefined || window.outstanding > 0 || scheduledUs < window.endUs) return;
      this.#over = this.#over.slice(1);
      window.told = true;
      this.#tell(describe(window));
    }
  }

  #turnTo(timeUs: number): void {
    while (timeUs >= this.#open.endUs) {
      this.#over = [...this.#over, this.#open];
      this.#open = createWindow(this.#open.endUs);
    }
  }
}

/** Counts a request that was due; `lagUs` is absent where it was not sent. */
export function countIntended(window: LoadWindow, lagUs: number | undefined): void {
  window.intended += 1;
  if (lagUs === undefined) return;
  window.sent += 1;
  window.maxLagUs = Math.max(window.maxLagUs, lagUs);
  window.outstanding += 1;
}

/** Counts the outcome of a request that was sent. */
export function countCompletion(window: LoadWindow, completion: Completion): void {
  const { name, outcome, status } = completion;
  window.outstanding -= 1;
  window.outcomes[outcome] += 1;
  window.byStatus[status] = (window.byStatus[status] ?? 0) + 1;
  const named = window.byName[name] ?? { ok: 0, failed: 0, unknown: 0 };
  named[outcome] += 1;
  window.byName[name] = named;
  recordLatency(window.corrected, completion.correctedUs);
  recordLatency(window.uncorrected, completion.uncorrectedUs);
}

function describe(window: LoadWindow): JournalFact {
  const { startUs, endUs, intended, sent, byStatus, byName } = window;
  return {
    type: 'load-window',
    startUs,
    endUs,
    intended,
    sent,
    ...window.outcomes,
    byStatus,
    byName,
    corrected: summariseLatency(window.corrected),
    uncorrected: summariseLatency(window.uncorrected),
    correctedHistogram: encodeIntoCompressedBase64(window.corrected),
    uncorrectedHistogram: encodeIntoCompressedBase64(window.uncorrected),
    maxLagMs: window.maxLagUs / 1000,
  };
}

/** One that has nothing of an object's own: the names of requests are the user's. */
function emptyRecord(): LoadWindow['byName'] {
  return Object.create(null);
}

function createWindow(startUs: number): LoadWindow {
  return {
    startUs,
    endUs: startUs + windowUs,
    outstanding: 0,
    told: false,
    intended: 0,
    sent: 0,
    maxLagUs: 0,
    outcomes: { ok: 0, failed: 0, unknown: 0 },
    byStatus: {},
    byName: emptyRecord(),
    corrected: createLatencyHistogram(3),
    uncorrected: createLatencyHistogram(3),
  };
}
