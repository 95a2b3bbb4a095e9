import { GrowingColumn } from './growing-column.ts';
import { higher } from './load-columns.ts';
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

  add(window: LinkWindow): void {
    this.#series = undefined;
    let index = this.#endUs.length;
    while (index > 0 && this.#endUs.at(index - 1) > window.endUs) index -= 1;
    if (this.#isNear(index - 1, window)) this.#join(index - 1, window);
    else if (this.#isNear(index, window)) this.#join(index, window);
    else this.#insert(index, window);
  }

  #isNear(index: number, { endUs }: LinkWindow): boolean {
    return Math.abs(this.#endUs.at(index) - endUs) <= this.#toleranceUs;
  }

  #insert(index: number, window: LinkWindow): void {
    const isEmpty = window.latencies === 0;
    this.#startUs.insert(index, window.startUs);
    this.#endUs.insert(index, window.endUs);
    this.#ratePerSecond.insert(index, perSecond(window.requests, window));
    this.#errorsPerSecond.insert(index, perSecond(window.errors, window));
    this.#p50Ms.insert(index, isEmpty ? Number.NaN : window.p50Ms);
    this.#p95Ms.insert(index, isEmpty ? Number.NaN : window.p95Ms);
    this.#p99Ms.insert(index, isEmpty ? Number.NaN : window.p99Ms);
  }

  #join(index: number, window: LinkWindow): void {
    this.#startUs.put(index, Math.min(this.#startUs.at(index), window.startUs));
    this.#ratePerSecond.put(index, this.#ratePerSecond.at(index) + perSecond(window.requests, window));
    this.#errorsPerSecond.put(index, this.#errorsPerSecond.at(index) + perSecond(window.errors, window));
    if (window.latencies === 0) return;
    this.#p50Ms.put(index, higher(this.#p50Ms.at(index), window.p50Ms));
    this.#p95Ms.put(index, higher(this.#p95Ms.at(index), window.p95Ms));
    this.#p99Ms.put(index, higher(this.#p99Ms.at(index), window.p99Ms));
  }
}

function perSecond(count: number, { startUs, endUs }: LinkWindow): number {
  return endUs > startUs ? (count * 1e6) / (endUs - startUs) : 0;
}
