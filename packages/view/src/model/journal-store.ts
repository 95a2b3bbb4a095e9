/**
 * A journal in the memory of a page: append-only, indexed once, bounded in what it keeps parsed. Facts are kept as
 * objects, measurements as columns, and of everything the text of its line, parsed again when someone looks at it.
 */
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { Schedule } from './change-notice.ts';
import { ChangeNotice } from './change-notice.ts';
import type { EventFilter } from './event-index.ts';
import { JournalContent } from './journal-content.ts';
import type { LineBatch } from './line-batch.ts';
import { readBatch } from './line-batch.ts';
import type { OrderedFacts } from './ordered-facts.ts';
import { readLine, withoutHistograms } from './read-line.ts';
import type { LinkSeries, LoadSeries, RequestRow } from './series.ts';

export type { EventFilter } from './event-index.ts';

const encoder = new TextEncoder();

export class JournalStore {
  readonly #notice: ChangeNotice;
  #content = new JournalContent();

  /** @param timers what runs a callback after a while: `setTimeout` in a page. */
  constructor(timers: { readonly schedule: Schedule }) {
    this.#notice = new ChangeNotice(timers.schedule);
  }

  /**
   * Appends lines as they stand in `journal.ndjson`, in order. One whose place is past is left out, and one that is no
   * event; `outOfPlace` and `unreadable` count them.
   */
  append(lines: readonly string[]): void {
    this.appendBatch(readBatch(encoder.encode(lines.join('\n'))));
  }

  /** Appends lines that came as bytes, read in part already. */
  appendBatch(batch: LineBatch): void {
    this.#content.append(batch);
    if (batch.starts.length > 0) this.#notice.changed();
  }

  /** Says that so many events were not delivered. */
  addMissed(count: number): void {
    this.#content.missed += count;
    this.#notice.changed();
  }

  /** Forgets everything: another lab's journal begins. */
  reset(): void {
    this.#content = new JournalContent();
    this.#notice.changed();
  }

  /** Grows with every change; listeners are told ten times a second at most. */
  get version(): number {
    return this.#notice.version;
  }

  /** Calls back after changes, at most every 100 ms. @returns what ends it. */
  subscribe(listener: () => void): () => void {
    return this.#notice.subscribe(listener);
  }

  /** Tells listeners now of what was appended, where that is all for a while: whoever begins to read is not disturbed. */
  settle(): void {
    this.#notice.settle();
  }

  /** How many events there are. */
  get length(): number {
    return this.#content.index.length;
  }

  /** Events that were not delivered, or that a report left out. */
  get missed(): number {
    return this.#content.missed;
  }

  /** Lines that are no events. */
  get unreadable(): number {
    return this.#content.unreadable;
  }

  /**
   * Lines that do not stand where their sequence says. One whose sequence is too low is left out, also where a live stream
   * tells it twice; one whose sequence is higher than the next one's is an event like any other.
   */
  get outOfPlace(): number {
    return this.#content.outOfPlace;
  }

  /** The first and the last moment of the journal, on its monotonic clock; equal where it is empty. */
  get span(): { readonly startUs: number; readonly endUs: number } {
    return this.#content.span;
  }

  /** From the monotonic clock to the wall clock, by the anchor of `lab-started`. Milliseconds since 1970. */
  wallClockMs(atUs: number): number {
    return this.#content.anchorMs + atUs / 1000;
  }

  /** The ids of the systems that it tells of, in the order of their first start. */
  get systems(): readonly string[] {
    return this.#content.systems;
  }

  /**
   * Every fact of a system (null: of the lab itself), windows left out, in order of arrival. The array grows; do not
   * keep slices. After `reset` it is another array.
   */
  facts(system: string | null): readonly JournalEvent[] {
    return this.#content.record(system).facts;
  }

  /** What states of a system are folded from, in order of time; after `reset` it is another one. */
  ordered(system: string): OrderedFacts {
    return this.#content.record(system).ordered;
  }

  /** The facts that phases, faults and detection are measured from, in order of time; after `reset` it is another one. */
  measured(system: string): OrderedFacts {
    return this.#content.record(system).measured;
  }

  /** The load on a system, as clients saw it. The same object until it changes, as are all series. */
  loadSeries(system: string): LoadSeries {
    return this.#content.record(system).windows.load.series;
  }

  /** What crossed a link, by its id. */
  linkSeries(system: string, link: string): LinkSeries {
    return this.#content.record(system).windows.link(link).series;
  }

  /** What crossed all links that lead to instances of a service, added up (percentiles: the highest of the links'). */
  serviceSeries(system: string, service: string): LinkSeries {
    return this.#content.record(system).service(service).series;
  }

  /** Requests answered from `startUs` to `endUs`, added up by row. */
  requests(system: string, startUs: number, endUs: number): readonly RequestRow[] {
    return this.#content.record(system).windows.requests.between(startUs, endUs);
  }

  /** The event at a place, from 0. */
  eventAt(index: number): JournalEvent {
    const line = this.#content.index.line(index);
    const event = line === undefined ? undefined : readLine(withoutHistograms(line));
    if (event !== undefined) return event;
    throw new RangeError(`the journal has no event at place ${index}: it has ${this.length}`);
  }

  /** The time of the event at a place, without reading the event. */
  atUs(index: number): number {
    return this.#content.index.atUs(index);
  }

  /** The places of the events that a filter lets pass, in order. The same array until another event passes. */
  select(filter: EventFilter): Uint32Array {
    return this.#content.index.select(filter);
  }
}
