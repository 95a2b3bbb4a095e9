/** The four charts of a system as tables: of what clients saw, of one service, or of all services beside each other. */
import type { LinkSeries, LoadSeries } from '../model/series.ts';
import type { ChartTable } from './chart-table.ts';
import { placeAt, placesWithin } from './chart-table.ts';
import { joinShortWindows } from './join-short-windows.ts';
import type { Bounds } from './range-bounds.ts';

/** What a chart is about. Rates and failures are per second, success is in percent, latency in milliseconds. */
export type ChartKind = 'rate' | 'success' | 'latency' | 'failures';

/** The charts in the order in which they stand. */
export const chartKinds: readonly ChartKind[] = ['rate', 'success', 'latency', 'failures'];

/** Whose measurements are shown. */
export type ChartSubject =
  | { readonly kind: 'clients' }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'services'; readonly services: readonly string[] };

/** What the charts of a system are made of; a journal has it. */
export interface SeriesSource {
  loadSeries(system: string): LoadSeries;
  serviceSeries(system: string, service: string): LinkSeries;
}

/** Lines have these ids, to be put into words; of a chart of all services a line is named by its service. */
export type LineId = 'requests' | 'succeeded' | 'success' | 'p50' | 'p95' | 'p99' | 'failed' | 'unknown' | 'errors';

/** The lines of a chart, in the order of the columns of its table. */
export function linesOf(kind: ChartKind, subject: ChartSubject): readonly string[] {
  if (subject.kind === 'services') return subject.services;
  const failures: readonly LineId[] = subject.kind === 'clients' ? ['failed', 'unknown'] : ['errors'];
  const lines: Record<ChartKind, readonly LineId[]> = {
    rate: ['requests', 'succeeded'],
    success: ['success'],
    latency: ['p50', 'p95', 'p99'],
    failures,
  };
  return lines[kind];
}

/** What the charts of a subject are made of, within what is shown. */
export type ShownWindows =
  | { readonly kind: 'clients'; readonly load: LoadSeries }
  | { readonly kind: 'service'; readonly link: LinkSeries }
  | { readonly kind: 'services'; readonly links: readonly LinkSeries[] };

/** The windows that overlap with what is shown, once for all charts. */
export function shownWindows(
  subject: ChartSubject,
  source: { readonly series: SeriesSource; readonly system: string },
  bounds: Bounds,
): ShownWindows {
  const { series, system } = source;
  const { kind } = subject;
  switch (kind) {
    case 'clients':
      return { kind, load: joinShortWindows(cut(series.loadSeries(system), bounds)) };
    case 'service':
      return { kind, link: cut(series.serviceSeries(system, subject.service), bounds) };
    case 'services':
      return { kind, links: subject.services.map((service) => cut(series.serviceSeries(system, service), bounds)) };
    default:
      return kind satisfies never;
  }
}

/** One chart of these windows. */
export function chartTable(kind: ChartKind, windows: ShownWindows): ChartTable {
  switch (windows.kind) {
    case 'clients':
      return loadTable(kind, windows.load);
    case 'service':
      return linkTable(kind, windows.link);
    case 'services':
      return sideBySide(kind, windows.links);
    default:
      return windows satisfies never;
  }
}

function loadTable(kind: ChartKind, load: LoadSeries): ChartTable {
  const { length, startUs, endUs } = load;
  const perSecond = (counts: Float64Array) =>
    counts.map((count, place) => (count * 1e6) / Math.max(1, (endUs[place] ?? 0) - (startUs[place] ?? 0)));
  const columns: Record<ChartKind, () => readonly Float64Array[]> = {
    rate: () => [
      load.ratePerSecond,
      load.ratePerSecond.map((rate, place) => (rate === 0 ? 0 : (rate * (load.successPercent[place] ?? 0)) / 100)),
    ],
    success: () => [load.successPercent],
    latency: () => [load.p50Ms, load.p95Ms, load.p99Ms],
    failures: () => [perSecond(load.failed), perSecond(load.unknown)],
  };
  return { length, startUs, endUs, columns: columns[kind]() };
}

function linkTable(kind: ChartKind, link: LinkSeries): ChartTable {
  const { length, startUs, endUs } = link;
  const columns: Record<ChartKind, () => readonly Float64Array[]> = {
    rate: () => [
      link.ratePerSecond,
      link.ratePerSecond.map((rate, place) => rate - (link.errorsPerSecond[place] ?? 0)),
    ],
    success: () => [successOf(link)],
    latency: () => [link.p50Ms, link.p95Ms, link.p99Ms],
    failures: () => [link.errorsPerSecond],
  };
  return { length, startUs, endUs, columns: columns[kind]() };
}

/** One line a service, on the windows of the one that has the most; where a service has none, nothing is drawn. */
function sideBySide(kind: ChartKind, links: readonly LinkSeries[]): ChartTable {
  const [first] = [...links].sort((left, right) => right.length - left.length);
  if (first === undefined) return { length: 0, startUs: new Float64Array(), endUs: new Float64Array(), columns: [] };
  const { length, startUs, endUs } = first;
  const columns = links.map((link) => {
    const values = mainColumn(kind, link);
    return startUs.map((start, place) => {
      const at = placeAt(link, (start + (endUs[place] ?? start)) / 2);
      return at === undefined ? Number.NaN : (values[at] ?? Number.NaN);
    });
  });
  return { length, startUs, endUs, columns };
}

/** The line that stands for a service among others; of its latencies that is p95. */
function mainColumn(kind: ChartKind, link: LinkSeries): Float64Array {
  switch (kind) {
    case 'rate':
      return link.ratePerSecond;
    case 'success':
      return successOf(link);
    case 'latency':
      return link.p95Ms;
    case 'failures':
      return link.errorsPerSecond;
    default:
      return kind satisfies never;
  }
}

function successOf(link: LinkSeries): Float64Array {
  return link.ratePerSecond.map((rate, place) =>
    rate === 0 ? Number.NaN : 100 * Math.max(0, 1 - (link.errorsPerSecond[place] ?? 0) / rate),
  );
}

/** The same columns, of the windows within the bounds alone. Nothing is copied. */
function cut<T extends LoadSeries | LinkSeries>(series: T, bounds: Bounds): T {
  const [from, to] = placesWithin(series, bounds.startUs, bounds.endUs);
  const result = { ...series, length: to - from };
  for (const [name, column] of Object.entries(series)) {
    if (column instanceof Float64Array) Object.assign(result, { [name]: column.subarray(from, to) });
  }
  return result;
}
