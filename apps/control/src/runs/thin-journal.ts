/** Makes a run's journal small enough to be carried within a page. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import { windowTypes } from '@temblor/lab/journal/fact-types';

/** How much may stay of a journal. Facts stay in any case, and a quarter of it is for windows however many facts there are. */
export interface JournalBound {
  readonly events: number;
  readonly bytes: number;
}

/** So much a browser reads at once, on a slow machine too. */
export const pageBound: JournalBound = { events: 20_000, bytes: 6_000_000 };

/** A window of which some may be left out, by its place in the journal. */
interface Window {
  readonly place: number;
  readonly bytes: number;
}

/** What windows are of: one kind, and of it one link or instance. Of each, windows are left out evenly. */
interface Series {
  readonly kind: string;
  readonly windows: Window[];
}

/**
 * The journal without histograms, which no page draws, and, where it is past the bound, with fewer windows: of every kind
 * alike, evenly over time. It then begins with a `journal-thinned` that says how much is missing, and is numbered anew.
 */
export function thinJournal(journal: readonly JournalEvent[], bound: JournalBound): JournalEvent[] {
  const events = journal.map(withoutHistograms);
  const sizes = events.map((event) => JSON.stringify(event).length + 1);
  const series = seriesOf(events, sizes);
  const windows = sum(series.map((one) => one.windows.length));
  const windowBytes = sum(series.flatMap((one) => one.windows.map(({ bytes }) => bytes)));
  const kinds = [...Map.groupBy(series, ({ kind }) => kind).values()];
  const shares = sharesOf(kinds, {
    events: Math.max(bound.events / 4, bound.events - (events.length - windows)),
    bytes: Math.max(bound.bytes / 4, bound.bytes - (sum(sizes) - windowBytes)),
  });
  const dropped = new Set(kinds.flatMap((kind, at) => kind.flatMap((one) => leftOut(one.windows, shares[at] ?? 1))));
  const [first] = events;
  if (dropped.size === 0 || first === undefined) return events;
  const kept = events.filter((_, place) => !dropped.has(place));
  const thinned: JournalEvent = {
    ...{ sequence: 1, atUs: first.atUs, system: null, type: 'journal-thinned' },
    ...{ kept: kept.length, dropped: dropped.size },
    reason: 'windows were left out evenly, so that the page stays small; journal.ndjson of the run has them all',
  };
  return [thinned, ...kept.map((event, place) => ({ ...event, sequence: place + 2 }))];
}

function withoutHistograms(event: JournalEvent): JournalEvent {
  return event.type === 'load-window' ? { ...event, correctedHistogram: '', uncorrectedHistogram: '' } : event;
}

function seriesOf(events: readonly JournalEvent[], sizes: readonly number[]): Series[] {
  const series = new Map<string, Series>();
  for (const [place, event] of events.entries()) {
    if (!windowTypes.has(event.type) && event.type !== 'vote-window') continue;
    const of = event.type === 'link-window' ? event.link : event.type === 'request-window' ? event.instance : '';
    const key = `${event.type} ${of}`;
    const found = series.get(key) ?? { kind: event.type, windows: [] };
    series.set(key, found);
    found.windows.push({ place, bytes: sizes[place] ?? 0 });
  }
  return [...series.values()];
}

/** Which share of its windows each kind keeps, so that both bounds hold. */
function sharesOf(kinds: readonly (readonly Series[])[], left: JournalBound): number[] {
  const counts = kinds.map((kind) => sum(kind.map(({ windows }) => windows.length)));
  const bytes = kinds.map((kind) => sum(kind.flatMap(({ windows }) => windows.map((window) => window.bytes))));
  const byCount = divide(left.events, counts);
  const byBytes = divide(left.bytes, bytes);
  return kinds.map((_, at) => Math.min((byCount[at] ?? 0) / (counts[at] ?? 1), (byBytes[at] ?? 0) / (bytes[at] ?? 1)));
}

/** Divides an amount alike; what one does not want goes to the others. */
function divide(amount: number, wishes: readonly number[]): number[] {
  const given = wishes.map(() => 0);
  let left = Math.max(0, amount);
  const modestFirst = [...wishes.entries()].sort(([, one], [, other]) => one - other);
  for (const [turn, [at, wish]] of modestFirst.entries()) {
    const part = Math.min(wish, left / (wishes.length - turn));
    given[at] = part;
    left -= part;
  }
  return given;
}

/** The places of the windows that are not kept, evenly over the whole. */
function leftOut(windows: readonly Window[], share: number): number[] {
  const isKept = (at: number): boolean => Math.floor((at + 1) * share) > Math.floor(at * share);
  return share >= 1 ? [] : windows.filter((_, at) => !isKept(at)).map(({ place }) => place);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
