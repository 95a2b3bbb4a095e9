/** Makes a run's journal small enough to be carried within a page. */
import type { JournalEvent } from '@temblor/lab/journal/event';
import { windowTypes } from '@temblor/lab/journal/fact-types';
import { mapInSlices } from './in-slices.ts';

/** How much may stay of a journal. Facts stay in any case, and a quarter of it is for windows however many facts there are. */
export interface JournalBound {
  readonly events: number;
  readonly bytes: number;
}

/** So much a browser reads at once, on a slow machine too. */
export const pageBound: JournalBound = { events: 20_000, bytes: 6_000_000 };

/** What windows are of: one kind, and of it one link or instance. Of each, windows are left out evenly. */
interface Series {
  readonly kind: string;
  /** Of its windows, in the journal. */
  readonly places: number[];
  /** Of all its windows. */
  bytes: number;
}

/**
 * The journal without histograms, which no page draws, and, where it is past the bound, with fewer windows: of every kind
 * alike, evenly over time. It then begins with a `journal-thinned` that says how much is missing, and is numbered anew.
 *
 * It works in slices: at the end of a run of hours other systems of the lab are being measured.
 */
export async function thinJournal(journal: readonly JournalEvent[], bound: JournalBound): Promise<JournalEvent[]> {
  const events = await mapInSlices(journal, withoutHistograms);
  const sizes = await mapInSlices(events, (event) => JSON.stringify(event).length + 1);
  const series = await seriesOf(events, sizes);
  const kinds = [...Map.groupBy(series, ({ kind }) => kind).values()];
  const shares = sharesOf(kinds, {
    events: Math.max(bound.events / 4, bound.events - (events.length - countOf(series))),
    bytes: Math.max(bound.bytes / 4, bound.bytes - (sum(sizes) - bytesOf(series))),
  });
  const isLeftOut = new Uint8Array(events.length);
  for (const [at, kind] of kinds.entries()) {
    for (const { places } of kind) await leaveOut(places, shares[at] ?? 1, isLeftOut);
  }
  const dropped = sum(isLeftOut);
  const [first] = events;
  if (dropped === 0 || first === undefined) return events;
  const kept: JournalEvent[] = [];
  await mapInSlices(events, (event, place) => {
    if (isLeftOut[place] === 0) kept.push({ ...event, sequence: kept.length + 2 });
  });
  const thinned: JournalEvent = {
    ...{ sequence: 1, atUs: first.atUs, system: null, type: 'journal-thinned' },
    ...{ kept: kept.length, dropped },
    reason: 'windows were left out evenly, so that the page stays small; journal.ndjson of the run has them all',
  };
  return [thinned, ...kept];
}

function withoutHistograms(event: JournalEvent): JournalEvent {
  return event.type === 'load-window' ? { ...event, correctedHistogram: '', uncorrectedHistogram: '' } : event;
}

async function seriesOf(events: readonly JournalEvent[], sizes: readonly number[]): Promise<Series[]> {
  const series = new Map<string, Series>();
  await mapInSlices(events, (event, place) => {
    if (!windowTypes.has(event.type)) return;
    const of = event.type === 'link-window' ? event.link : event.type === 'request-window' ? event.instance : '';
    const key = `${event.type} ${of}`;
    const found = series.get(key) ?? { kind: event.type, places: [], bytes: 0 };
    series.set(key, found);
    found.places.push(place);
    found.bytes += sizes[place] ?? 0;
  });
  return [...series.values()];
}

/** Which share of its windows each kind keeps, so that both bounds hold. */
function sharesOf(kinds: readonly (readonly Series[])[], left: JournalBound): number[] {
  const counts = kinds.map(countOf);
  const bytes = kinds.map(bytesOf);
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

/** Marks the places of the windows that are not kept, evenly over the whole. */
async function leaveOut(places: readonly number[], share: number, isLeftOut: Uint8Array): Promise<void> {
  if (share >= 1) return;
  const isKept = (at: number): boolean => Math.floor((at + 1) * share) > Math.floor(at * share);
  await mapInSlices(places, (place, at) => {
    if (!isKept(at)) isLeftOut[place] = 1;
  });
}

function countOf(series: readonly Series[]): number {
  return sum(series.map(({ places }) => places.length));
}

function bytesOf(series: readonly Series[]): number {
  return sum(series.map(({ bytes }) => bytes));
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
