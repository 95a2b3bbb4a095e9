import type { OperationOutcome } from '@temblor/checkers/history/operation';
import type { JournalEventOf, JournalFact } from '@temblor/lab/journal/event';
import type { Histogram } from 'hdr-histogram-js';
import { encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { createLatencyHistogram, recordLatency, summariseLatency } from './latency-histogram.ts';

const windowUs = 1_000_000;

/** How long a window that is over waits for its answers before it is told without them. */
const graceUs = 100_000;

type Counts = JournalEventOf<'load-window'>['byName'];

/** One window, while requests can still be added to it. */
export interface LoadWindow {
  readonly startUs: number;
  endUs: number;
  /** Requests sent that have no outcome yet. */
  outstanding: number;
  /** Told before, without the requests that were outstanding then. */
  told: boolean;
  part: WindowPart;
}

interface WindowPart {
  intended: number;
  sent: number;
  maxLagUs: number;
  readonly outcomes: Record<OperationOutcome, number>;
  readonly byStatus: Record<string, number>;
  readonly byName: Counts;
  readonly corrected: Histogram;
  readonly uncorrected: Histogram;
}

/** How a request ended. */
export interface Completion {
  readonly name: string;
  readonly outcome: OperationOutcome;
  readonly status: number;
  readonly correctedUs: number;
  readonly uncorrectedUs: number;
}

/**
 * The windows of a load. A request belongs to the window of its intended start, so that what a fault did to it is not
 * counted in the phase after. A window is told when all of its requests have ended, or 100 ms after its end; what was
 * still outstanding then follows in a second part of the same `startUs` and `endUs` whose `intended` and `sent` are
 * zero: parts add up. So a call that hangs neither holds up a phase nor is lost to its figures.
 */
export class LoadWindows {
  readonly #tell: (fact: JournalFact) => void;
  #open: LoadWindow;
  /** Windows that are over and not fully told, oldest first. */
  #over: LoadWindow[] = [];

  constructor(startUs: number, tell: (fact: JournalFact) => void) {
    this.#tell = tell;
    this.#open = createWindow(startUs);
  }

  /** When the present window ends by itself. */
  get nextEndUs(): number {
    return this.#open.endUs;
  }

  /** Whether a window that is over is not fully told. */
  get hasUntold(): boolean {
    return this.#over.length > 0;
  }

  /** The window of an intended start. */
  of(intendedUs: number): LoadWindow {
    while (intendedUs >= this.#open.endUs) this.#turn();
    if (intendedUs >= this.#open.startUs) return this.#open;
    return this.#over.findLast((window) => intendedUs >= window.startUs) ?? this.#open;
  }

  /** Ends the present window at `nowUs`. @returns the windows that are not fully told yet, that one included. */
  cut(nowUs: number): readonly LoadWindow[] {
    while (nowUs >= this.#open.endUs) this.#turn();
    if (nowUs > this.#open.startUs) {
      this.#open.endUs = nowUs;
      this.#turn();
    }
    return this.#over.filter((window) => !window.told);
  }

  /**
   * Tells what is due.
   * @param scheduledUs intended starts before this have all been counted.
   */
  advance(nowUs: number, scheduledUs: number): void {
    while (nowUs >= this.#open.endUs) this.#turn();
    if (this.#over.length === 0) return;
    this.#over = this.#over.filter((window) => {
      const complete = window.outstanding === 0 && scheduledUs >= window.endUs;
      if (complete || (!window.told && nowUs >= window.endUs + graceUs)) this.#tellPart(window);
      return !complete;
    });
  }

  #turn(): void {
    this.#over.push(this.#open);
    this.#open = createWindow(this.#open.endUs);
  }

  #tellPart(window: LoadWindow): void {
    const { part } = window;
    const { ok, failed, unknown } = part.outcomes;
    const empty = part.intended + ok + failed + unknown === 0;
    const repeated = window.told;
    window.told = true;
    if (empty && repeated) return;
    this.#tell({
      type: 'load-window',
      startUs: window.startUs,
      endUs: window.endUs,
      intended: part.intended,
      sent: part.sent,
      ok,
      failed,
      unknown,
      byStatus: part.byStatus,
      byName: part.byName,
      corrected: summariseLatency(part.corrected),
      uncorrected: summariseLatency(part.uncorrected),
      correctedHistogram: encodeIntoCompressedBase64(part.corrected),
      uncorrectedHistogram: encodeIntoCompressedBase64(part.uncorrected),
      maxLagMs: part.maxLagUs / 1000,
    });
    window.part = createPart();
  }
}

/** Counts a request that was due; `lagUs` is absent where it was not sent. */
export function countIntended(window: LoadWindow, lagUs: number | undefined): void {
  window.part.intended += 1;
  if (lagUs === undefined) return;
  window.part.sent += 1;
  window.part.maxLagUs = Math.max(window.part.maxLagUs, lagUs);
  window.outstanding += 1;
}

/** Counts the outcome of a request that was sent. */
export function countCompletion(window: LoadWindow, completion: Completion): void {
  const { part } = window;
  const { name, outcome, status } = completion;
  window.outstanding -= 1;
  part.outcomes[outcome] += 1;
  part.byStatus[status] = (part.byStatus[status] ?? 0) + 1;
  const named = part.byName[name] ?? { ok: 0, failed: 0, unknown: 0 };
  named[outcome] += 1;
  part.byName[name] = named;
  recordLatency(part.corrected, completion.correctedUs);
  recordLatency(part.uncorrected, completion.uncorrectedUs);
}

function createWindow(startUs: number): LoadWindow {
  return { startUs, endUs: startUs + windowUs, outstanding: 0, told: false, part: createPart() };
}

function createPart(): WindowPart {
  return {
    intended: 0,
    sent: 0,
    maxLagUs: 0,
    outcomes: { ok: 0, failed: 0, unknown: 0 },
    byStatus: {},
    byName: {},
    corrected: createLatencyHistogram(3),
    uncorrected: createLatencyHistogram(3),
  };
}
