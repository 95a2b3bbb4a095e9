/** Shows a run while it goes: a line for what happens, figures at the end of a phase, and a live area on a terminal. */
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import { valueOrNull } from '@temblor/lab/measure/measured';
import type { RepeatFigures } from '@temblor/lab/measure/phase-figures';
import { measureRun } from '@temblor/lab/measure/run-figures';
import { formatMs, formatPercent } from '@temblor/lab/report/number-format';
import { formatDuration } from '../input/duration.ts';
import type { Output } from '../output/output.ts';
import { padTo } from '../output/text-width.ts';
import { narrate } from './narrate.ts';

/** Events that no figure of a finished phase needs: they are most of a journal. */
const uncounted: ReadonlySet<JournalEvent['type']> = new Set(['link-window', 'request-window']);

interface ClosingPhase {
  readonly finished: JournalEventOf<'phase-finished'>;
  readonly events: JournalEvent[];
  /** What was to be told since: it is told after the phase, so that lines stand in the order of the journal. */
  readonly held: string[];
}

/** A window of the load comes several times a second: what has not come by then does not come. */
const lastWindowWithinUs = 1_500_000;

export class RunProgress {
  readonly #output: Output;
  /** The events of the phase that goes on. */
  #events: JournalEvent[] = [];
  /** A phase that is over, and whose last load windows may still come. */
  #closing: ClosingPhase | undefined;
  #startUs: number | undefined;
  #phase: JournalEventOf<'phase-started'> | undefined;
  #window: JournalEventOf<'load-window'> | undefined;
  #loadRuns = false;
  readonly #off = new Set<string>();

  constructor(output: Output) {
    this.#output = output;
  }

  /** Takes the next event. */
  observe(event: JournalEvent): void {
    if (uncounted.has(event.type)) return;
    this.#startUs ??= event.atUs;
    this.#track(event);
    const text = narrate(event, this.#output.paint);
    if (text !== undefined) this.#tell(`${this.#clock(event)}  ${text}`);
    this.#tellPhase(event);
    this.#redraw(event);
  }

  #track(event: JournalEvent): void {
    if (event.type === 'phase-started') {
      this.#events = [];
      this.#phase = event;
    }
    if (this.#phase !== undefined) this.#events.push(event);
    if (event.type === 'load-window') this.#window = event;
    if (event.type === 'load-started' || event.type === 'load-window') this.#loadRuns = true;
    if (event.type === 'load-finished') {
      this.#window = undefined;
      this.#loadRuns = false;
    }
    if (event.type === 'instance-off') this.#off.add(event.instance);
    if (event.type === 'instance-on') this.#off.delete(event.instance);
  }

  /** A line for good: at once, or after the phase that is to be told first. */
  #tell(line: string): void {
    if (this.#closing === undefined) this.#output.note(line);
    else this.#closing.held.push(line);
  }

  /**
   * A phase's figures are told once the load windows that belong to it have come: they may be a little late. Those in which
   * requests hang come much later: without them figures are provisional.
   */
  #tellPhase(event: JournalEvent): void {
    const closing = this.#closing;
    if (closing !== undefined) {
      closing.events.push(event);
      const complete = event.type === 'load-window' && event.endUs >= closing.finished.atUs;
      const late = event.atUs - closing.finished.atUs > lastWindowWithinUs;
      const isLast = event.type === 'phase-finished' || event.type === 'verdict';
      if (complete || late || isLast || !this.#loadRuns) this.#closePhase(closing, complete || !this.#loadRuns);
    }
    if (event.type !== 'phase-finished') return;
    this.#closing = { finished: event, events: this.#events, held: [] };
    this.#phase = undefined;
    this.#events = [];
    if (!this.#loadRuns) this.#closePhase(this.#closing, true);
  }

  #closePhase({ finished, events, held }: ClosingPhase, isComplete: boolean): void {
    const { paint } = this.#output;
    const figures = measureRun(events).phases[0]?.repeats[0];
    const words = figures === undefined ? '' : describeFigures(figures, isComplete);
    const state = finished.completed ? words : paint.warning(`not completed: ${finished.detail}`);
    this.#output.note(`${this.#clock(finished)}  phase ${paint.strong(finished.phase)} over: ${state}`);
    for (const line of held) this.#output.note(line);
    this.#closing = undefined;
  }

  #redraw(event: JournalEvent): void {
    const { area, paint } = this.#output;
    if (!area.live) return;
    const parts = [this.#phase === undefined ? undefined : `phase ${this.#phase.phase}`, this.#describeWindow()];
    const off = this.#off.size === 0 ? 'every instance ON' : paint.bad(`OFF: ${[...this.#off].join(', ')}`);
    const known = parts.filter((part) => part !== undefined);
    if (known.length === 0) area.clear();
    else area.show([`${this.#clock(event)}  ${paint.strong('▸')} ${[...known, off].join(' · ')}`]);
  }

  #describeWindow(): string | undefined {
    const window = this.#window;
    if (window === undefined || window.endUs <= window.startUs) return undefined;
    const done = window.ok + window.failed + window.unknown;
    const rate = Math.round(done / ((window.endUs - window.startUs) / 1e6));
    const success = done === 0 ? null : (100 * window.ok) / done;
    if (success === null) return 'no request was answered';
    return `${rate} requests/s · p95 ${formatMs(window.corrected.p95Ms)} ms · ${formatPercent(success)} % ok`;
  }

  #clock(event: JournalEvent): string {
    const seconds = Math.max(0, (event.atUs - (this.#startUs ?? event.atUs)) / 1e6);
    return this.#output.paint.dim(padTo(`${seconds.toFixed(1)} s`, 8, 'left'));
  }
}

/** @param isComplete false: requests of the phase may still wait for their answers, and count later. */
function describeFigures({ run, ttdMs, ttrMs, load }: RepeatFigures, isComplete: boolean): string {
  const isWatched = run.faults.length > 0 && run.watch.length > 0;
  const time = (name: string, value: number | null) =>
    `${name} ${value === null ? 'not measured' : formatDuration(value)}`;
  return [
    ...(isWatched ? [time('TTD', valueOrNull(ttdMs)), time('TTR', valueOrNull(ttrMs))] : []),
    ...(load.corrected === undefined ? [] : [`p95 ${formatMs(load.corrected.p95Ms)} ms`]),
    describeSuccess(load, isComplete),
  ].join(' · ');
}

function describeSuccess({ successPercent }: RepeatFigures['load'], isComplete: boolean): string {
  const waiting = 'requests still wait for their answers';
  if (successPercent.kind === 'absent') return isComplete ? successPercent.reason : `no figures yet: its ${waiting}`;
  const success = `success ${formatPercent(successPercent.value)} %`;
  return isComplete ? success : `${success} (so far: ${waiting})`;
}
