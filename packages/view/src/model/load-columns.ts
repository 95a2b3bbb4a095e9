import { GrowingColumn } from './growing-column.ts';
import type { LoadSeries } from './series.ts';

/** What became of a load in one window, as its columns want it. */
export interface LoadWindow {
  readonly startUs: number;
  readonly endUs: number;
  readonly ok: number;
  readonly failed: number;
  readonly unknown: number;
  /** How many latencies were measured; the percentiles, which are corrected ones, mean nothing where it is zero. */
  readonly latencies: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** The windows of a load as columns, in order of time; parts of one window (the same ends) are put together. */
export class LoadColumns {
  readonly #startUs = new GrowingColumn();
  readonly #endUs = new GrowingColumn();
  readonly #ok = new GrowingColumn();
  readonly #failed = new GrowingColumn();
  readonly #unknown = new GrowingColumn();
  readonly #ratePerSecond = new GrowingColumn();
  readonly #successPercent = new GrowingColumn();
  readonly #p50Ms = new GrowingColumn();
  readonly #p95Ms = new GrowingColumn();
  readonly #p99Ms = new GrowingColumn();
  #series: LoadSeries | undefined;

  /** The columns; the same object until a window comes. */
  get series(): LoadSeries {
    this.#series ??= {
      length: this.#startUs.length,
      startUs: this.#startUs.view(),
      endUs: this.#endUs.view(),
      ratePerSecond: this.#ratePerSecond.view(),
      successPercent: this.#successPercent.view(),
      failed: this.#failed.view(),
      unknown: this.#unknown.view(),
      p50Ms: this.#p50Ms.view(),
      p95Ms: this.#p95Ms.view(),
      p99Ms: this.#p99Ms.view(),
    };
    return this.#series;
  }

  add(window: LoadWindow): void {
    this.#series = undefined;
    let index = this.#startUs.length;
    while (index > 0 && this.#startUs.at(index - 1) > window.startUs) index -= 1;
    let part = index - 1;
    while (this.#startUs.at(part) === window.startUs && this.#endUs.at(part) !== window.endUs) part -= 1;
    if (this.#startUs.at(part) === window.startUs) this.#join(part, window);
    else this.#insert(index, window);
  }

  #insert(index: number, window: LoadWindow): void {
    const isEmpty = window.latencies === 0;
    this.#startUs.insert(index, window.startUs);
    this.#endUs.insert(index, window.endUs);
    this.#ok.insert(index, window.ok);
    this.#failed.insert(index, window.failed);
    this.#unknown.insert(index, window.unknown);
    this.#p50Ms.insert(index, isEmpty ? Number.NaN : window.p50Ms);
    this.#p95Ms.insert(index, isEmpty ? Number.NaN : window.p95Ms);
    this.#p99Ms.insert(index, isEmpty ? Number.NaN : window.p99Ms);
    this.#ratePerSecond.insert(index, 0);
    this.#successPercent.insert(index, 0);
    this.#derive(index);
  }

  #join(index: number, { ok, failed, unknown, latencies, p50Ms, p95Ms, p99Ms }: LoadWindow): void {
    this.#ok.put(index, this.#ok.at(index) + ok);
    this.#failed.put(index, this.#failed.at(index) + failed);
    this.#unknown.put(index, this.#unknown.at(index) + unknown);
    if (latencies > 0) {
      this.#p50Ms.put(index, higher(this.#p50Ms.at(index), p50Ms));
      this.#p95Ms.put(index, higher(this.#p95Ms.at(index), p95Ms));
      this.#p99Ms.put(index, higher(this.#p99Ms.at(index), p99Ms));
    }
    this.#derive(index);
  }

  /** Rate and success as `lab/measure` defines them: over the operations that have an outcome. */
  #derive(index: number): void {
    const samples = this.#ok.at(index) + this.#failed.at(index) + this.#unknown.at(index);
    const lengthUs = this.#endUs.at(index) - this.#startUs.at(index);
    this.#ratePerSecond.put(index, lengthUs > 0 ? (samples * 1e6) / lengthUs : 0);
    this.#successPercent.put(index, samples === 0 ? Number.NaN : (100 * this.#ok.at(index)) / samples);
  }
}

/** The higher of two percentiles; NaN only where neither is there. */
export function higher(left: number, right: number): number {
  if (Number.isNaN(left)) return right;
  return Number.isNaN(right) ? left : Math.max(left, right);
}
