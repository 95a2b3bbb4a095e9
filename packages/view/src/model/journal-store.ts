/**
 * A journal in the memory of a page: append-only, indexed once, bounded in what it keeps parsed. Facts are kept as
 * objects, measurements as columns, and of everything the text of its line, parsed again when someone looks at it.
 */
import type { JournalEvent } from '@temblor/lab/journal/event';
import type { LinkSeries, LoadSeries, RequestRow } from './series.ts';

export class JournalStore {
  /**
   * Appends lines as they stand in `journal.ndjson`, in order. A line whose sequence is not above the last one's is
   * passed over; one that is no event is counted in `unreadable`.
   */
  append(lines: readonly string[]): void {
    throw new Error(`not built: ${lines.length}`);
  }

  /** Says that so many events were not delivered. */
  addMissed(count: number): void {
    throw new Error(`not built: ${count}`);
  }

  /** Forgets everything: another lab's journal begins. */
  reset(): void {
    throw new Error('not built');
  }

  /** Grows with every change; listeners are told ten times a second at most. */
  get version(): number {
    return 0;
  }

  /** Calls back after changes, at most every 100 ms. @returns what ends it. */
  subscribe(listener: () => void): () => void {
    throw new Error(`not built: ${listener.length}`);
  }

  /** How many events there are. */
  get length(): number {
    return 0;
  }

  /** Events that were not delivered, or that a report left out. */
  get missed(): number {
    return 0;
  }

  /** The first and the last moment of the journal, on its monotonic clock; equal where it is empty. */
  get span(): { readonly startUs: number; readonly endUs: number } {
    return { startUs: 0, endUs: 0 };
  }

  /** From the monotonic clock to the wall clock, by the anchor of `lab-started`. Milliseconds since 1970. */
  wallClockMs(atUs: number): number {
    return atUs / 1000;
  }

  /** The ids of the systems that it tells of, in the order of their first start. */
  get systems(): readonly string[] {
    return [];
  }

  /** Every fact of a system (null: of the lab itself), windows left out, in order. The array grows; do not keep slices. */
  facts(system: string | null): readonly JournalEvent[] {
    throw new Error(`not built: ${system}`);
  }

  /** The load on a system, as clients saw it. */
  loadSeries(system: string): LoadSeries {
    throw new Error(`not built: ${system}`);
  }

  /** What crossed a link, by its id. */
  linkSeries(system: string, link: string): LinkSeries {
    throw new Error(`not built: ${system} ${link}`);
  }

  /** What crossed all links that lead to instances of a service, added up (percentiles: the highest of the links'). */
  serviceSeries(system: string, service: string): LinkSeries {
    throw new Error(`not built: ${system} ${service}`);
  }

  /** Requests answered from `startUs` to `endUs`, added up by row. */
  requests(system: string, startUs: number, endUs: number): readonly RequestRow[] {
    throw new Error(`not built: ${system} ${startUs} ${endUs}`);
  }

  /** The event at a place, from 0. */
  eventAt(index: number): JournalEvent {
    throw new Error(`not built: ${index}`);
  }

  /** The time of the event at a place, without reading the event. */
  atUs(index: number): number {
    throw new Error(`not built: ${index}`);
  }

  /** The places of the events that a filter lets pass, in order. */
  select(filter: EventFilter): Uint32Array {
    throw new Error(`not built: ${filter.text}`);
  }
}

/** Which events are wanted; a part that is empty asks for nothing. */
export interface EventFilter {
  /** Ids; events of the lab itself pass always. */
  readonly system: string | null;
  readonly types: ReadonlySet<string>;
  /** An instance, link, store or fault that the event speaks of. */
  readonly subject: string;
  /** Words that stand in the event's line, whatever their case. */
  readonly text: string;
  /** Whether windows of measurements are wanted. */
  readonly windows: boolean;
}
