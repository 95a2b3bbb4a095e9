/** The windows of a batch within one buffer, so that they go from a worker to its page as one thing. */
import type { BatchWindows } from './batch-windows.ts';
import type { LoadRows } from './load-columns.ts';
import type { RequestKind, RequestSeries } from './request-columns.ts';
import type { LinkSeries } from './series.ts';
import type { WindowName } from './window-rows.ts';

/** All columns one after the other, and how long each group of them is. */
export interface PackedWindows {
  readonly names: readonly WindowName[];
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly heads: number;
  readonly systems: readonly PackedSystem[];
}

interface PackedSystem {
  readonly system: string;
  readonly load: number;
  readonly requests: number;
  readonly kinds: readonly RequestKind[];
  readonly links: readonly { readonly link: string; readonly length: number }[];
}

/** Copies the columns into a buffer of their own. */
export function pack({ names, heads, systems }: BatchWindows): PackedWindows {
  const columns = [
    heads,
    ...systems.flatMap(({ series: { load, requests, links } }) => [
      ...columnsOfLoad(load),
      ...columnsOfRequests(requests),
      ...links.flatMap(({ series }) => columnsOfLink(series)),
    ]),
  ];
  const numbers = new Float64Array(columns.reduce((sum, { length }) => sum + length, 0));
  let from = 0;
  for (const column of columns) {
    numbers.set(column, from);
    from += column.length;
  }
  const packed = systems.map(({ system, series: { load, requests, links } }) => ({
    ...{ system, load: load.length, requests: requests.atUs.length, kinds: requests.kinds },
    links: links.map(({ link, series: { length } }) => ({ link, length })),
  }));
  return { names, numbers, heads: heads.length, systems: packed };
}

/** The columns again, which lie in the same buffer. */
export function unpack({ names, numbers, heads, systems }: PackedWindows): BatchWindows {
  let from = 0;
  const take = (length: number): Float64Array => {
    from += length;
    return numbers.subarray(from - length, from);
  };
  return {
    ...{ names, heads: take(heads) },
    systems: systems.map(({ system, load, requests, kinds, links }) => ({
      system,
      series: {
        load: takeLoad(load, take),
        requests: takeRequests(kinds, requests, take),
        links: links.map(({ link, length }) => ({ link, series: takeLink(length, take) })),
      },
    })),
  };
}

type Take = (length: number) => Float64Array;

// What is taken comes in the order in which it was packed.

function columnsOfLoad(load: LoadRows): readonly Float64Array[] {
  const { startUs, endUs, ok, failed, unknown, ratePerSecond, successPercent, p50Ms, p95Ms, p99Ms } = load;
  return [startUs, endUs, ok, failed, unknown, ratePerSecond, successPercent, p50Ms, p95Ms, p99Ms];
}

function takeLoad(length: number, take: Take): LoadRows {
  return {
    ...{ length, startUs: take(length), endUs: take(length) },
    ...{ ok: take(length), failed: take(length), unknown: take(length) },
    ...{ ratePerSecond: take(length), successPercent: take(length) },
    ...{ p50Ms: take(length), p95Ms: take(length), p99Ms: take(length) },
  };
}

function columnsOfRequests({ atUs, kind, count, meanMs, maxMs }: RequestSeries): readonly Float64Array[] {
  return [atUs, kind, count, meanMs, maxMs];
}

function takeRequests(kinds: readonly RequestKind[], length: number, take: Take): RequestSeries {
  return {
    ...{ kinds, atUs: take(length), kind: take(length) },
    ...{ count: take(length), meanMs: take(length), maxMs: take(length) },
  };
}

function columnsOfLink(link: LinkSeries): readonly Float64Array[] {
  const { startUs, endUs, ratePerSecond, errorsPerSecond, p50Ms, p95Ms, p99Ms } = link;
  return [startUs, endUs, ratePerSecond, errorsPerSecond, p50Ms, p95Ms, p99Ms];
}

function takeLink(length: number, take: Take): LinkSeries {
  return {
    ...{ length, startUs: take(length), endUs: take(length) },
    ...{ ratePerSecond: take(length), errorsPerSecond: take(length) },
    ...{ p50Ms: take(length), p95Ms: take(length), p99Ms: take(length) },
  };
}
