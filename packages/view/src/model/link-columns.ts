import { GrowingColumn } from './growing-column.ts';
import { higher, noPercentiles } from './load-columns.ts';
import type { LinkSeries } from './series.ts';

/** What crossed a link in one window, as its columns want it. */
export interface LinkWindow {
  readonly startUs: number;
  readonly endUs: number;
  readonly requests: number;
  readonly errors: number;
  /** How many latencies were measured; the percentiles mean nothing where it is zero. */
  readonly latencies: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** One entry of each column. */
type LinkRow = { readonly [C in Exclude<keyof LinkSeries, 'length'>]: number };

/**
 * The windows of a link, or of all links to a service, as columns in order of time. Windows that end at nearly the same
 * moment are one row: rates are added up, of percentiles the highest counts. A link that is idle tells of no window.
 */
export class LinkColumns {
  readonly #toleranceUs: number;
  readonly #startUs = new GrowingColumn();
  readonly #endUs = new GrowingColumn();
  readonly #ratePerSecond = new GrowingColumn();
  readonly #errorsPerSecond = new GrowingColumn();
  readonly #p50Ms = new GrowingColumn();
  readonly #p95Ms = new GrowingColumn();
  readonly #p99Ms = new GrowingColumn();
  #series: LinkSeries | undefined;
  #changes = 0;

  /** @param toleranceUs how far apart the ends of windows may lie that make one row. */
  constructor(toleranceUs: number) {
    this.#toleranceUs = toleranceUs;
  }

  /** The columns; the same object until a window comes. */
  get series(): LinkSeries {
    this.#series ??= {
      length: this.#endUs.length,
      startUs: this.#startUs.view(),
      endUs: this.#endUs.view(),
      ratePerSecond: this.#ratePerSecond.view(),
      errorsPerSecond: this.#errorsPerSecond.view(),
      p50Ms: this.#p50Ms.view(),
      p95Ms: this.#p95Ms.view(),
      p99Ms: this.#p99Ms.view(),
    };
    return this.#series;
  }

  /** How many windows changed what was there until now, instead of coming after it. */
  get changes(): number {
    return this.#changes;
  }

  add(window: LinkWindow): void {
    const { startUs, endUs, latencies, p50Ms, p95Ms, p99Ms } = window;
    const rates = {
      ratePerSecond: perSecond(window.requests, window),
      errorsPerSecond: perSecond(window.errors, window),
    };
    const percentiles = latencies === 0 ? noPercentiles : { p50Ms, p95Ms, p99Ms };
    this.put({ startUs, endUs, ...rates, ...percentiles });
  }

  /** Takes over the columns of other windows. */
  append(series: LinkSeries): void {
    const lastUs = this.#endUs.at(this.#endUs.length - 1);
    if ((series.endUs[0] ?? 0) - this.#toleranceUs <= lastUs) {
      for (let place = 0; place < series.length; place += 1) this.put(rowAt(series, place));
      return;
    }
    this.#series = undefined;
    this.#startUs.append(series.startUs);
    this.#endUs.append(series.endUs);
    this.#ratePerSecond.append(series.ratePerSecond);
    this.#errorsPerSecond.append(series.errorsPerSecond);
    this.#p50Ms.append(series.p50Ms);
    this.#p95Ms.append(series.p95Ms);
    this.#p99Ms.append(series.p99Ms);
  }

  /** Forgets every window, and keeps the room that they took. */
  clear(): void {
    this.#series = undefined;
    this.#changes = 0;
    this.#startUs.cut(0);
    this.#endUs.cut(0);
    this.#ratePerSecond.cut(0);
    this.#errorsPerSecond.cut(0);
    this.#p50Ms.cut(0);
    this.#p95Ms.cut(0);
    this.#p99Ms.cut(0);
  }

  /** Puts a row in its place. */
  put(row: LinkRow): void {
    this.#series = undefined;
    let index = this.#endUs.length;
    while (index > 0 && this.#endUs.at(index - 1) > row.endUs) index -= 1;
    if (this.#isNear(index - 1, row)) this.#join(index - 1, row);
    else if (this.#isNear(index, row)) this.#join(index, row);
    else this.#insert(index, row);
  }

  #isNear(index: number, { endUs }: LinkRow): boolean {
    return Math.abs(this.#endUs.at(index) - endUs) <= this.#toleranceUs;
  }

  #insert(index: number, row: LinkRow): void {
    if (index < this.#endUs.length) this.#changes += 1;
    this.#startUs.insert(index, row.startUs);
    this.#endUs.insert(index, row.endUs);
    this.#ratePerSecond.insert(index, row.ratePerSecond);
    this.#errorsPerSecond.insert(index, row.errorsPerSecond);
    this.#p50Ms.insert(index, row.p50Ms);
    this.#p95Ms.insert(index, row.p95Ms);
    this.#p99Ms.insert(index, row.p99Ms);
  }

  #join(index: number, row: LinkRow): void {
    this.#changes += 1;
    this.#startUs.put(index, Math.min(this.#startUs.at(index), row.startUs));
    this.#ratePerSecond.put(index, this.#ratePerSecond.at(index) + row.ratePerSecond);
    this.#errorsPerSecond.put(index, this.#errorsPerSecond.at(index) + row.errorsPerSecond);
    this.#p50Ms.put(index, higher(this.#p50Ms.at(index), row.p50Ms));
    this.#p95Ms.put(index, higher(this.#p95Ms.at(index), row.p95Ms));
    this.#p99Ms.put(index, higher(this.#p99Ms.at(index), row.p99Ms));
  }
}

/** The row at a place of columns. */
export function rowAt(series: LinkSeries, place: number): LinkRow {
  const at = (column: Float64Array) => column[place] ?? Number.NaN;
  return {
    startUs: at(series.startUs),
    endUs: at(series.endUs),
    ratePerSecond: at(series.ratePerSecond),
    errorsPerSecond: at(series.errorsPerSecond),
    p50Ms: at(series.p50Ms),
    p95Ms: at(series.p95Ms),
    p99Ms: at(series.p99Ms),
  };
}

function perSecond(count: number, { startUs, endUs }: LinkWindow): number {
  return endUs > startUs ? (count * 1e6) / (endUs - startUs) : 0;
}
