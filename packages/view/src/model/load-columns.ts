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

/** The columns of a load, with what parts of a window need to be put together. */
export interface LoadRows extends LoadSeries {
  readonly ok: Float64Array;
}

/** One entry of the columns that others are derived from. */
type LoadRow = Omit<LoadWindow, 'latencies'>;

/** What was not measured. */
export const noPercentiles = { p50Ms: Number.NaN, p95Ms: Number.NaN, p99Ms: Number.NaN };

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
  #series: LoadRows | undefined;

  /** The columns; the same object until a window comes. */
  get series(): LoadRows {
    this.#series ??= {
      length: this.#startUs.length,
      startUs: this.#startUs.view(),
      endUs: this.#endUs.view(),
      ok: this.#ok.view(),
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

  add({ latencies, ...window }: LoadWindow): void {
    this.#put(latencies === 0 ? { ...window, ...noPercentiles } : window);
  }

  /** Takes over the columns of other windows. */
  append(rows: LoadRows): void {
    if ((rows.startUs[0] ?? 0) <= this.#startUs.at(this.#startUs.length - 1)) {
      for (let place = 0; place < rows.length; place += 1) this.#put(rowAt(rows, place));
      return;
    }
    this.#series = undefined;
    this.#startUs.append(rows.startUs);
    this.#endUs.append(rows.endUs);
    this.#ok.append(rows.ok);
    this.#failed.append(rows.failed);
    this.#unknown.append(rows.unknown);
    this.#ratePerSecond.append(rows.ratePerSecond);
    this.#successPercent.append(rows.successPercent);
    this.#p50Ms.append(rows.p50Ms);
    this.#p95Ms.append(rows.p95Ms);
    this.#p99Ms.append(rows.p99Ms);
  }

  /** Forgets every window, and keeps the room that they took. */
  clear(): void {
    this.#series = undefined;
    this.#startUs.cut(0);
    this.#endUs.cut(0);
    this.#ok.cut(0);
    this.#failed.cut(0);
    this.#unknown.cut(0);
    this.#ratePerSecond.cut(0);
    this.#successPercent.cut(0);
    this.#p50Ms.cut(0);
    this.#p95Ms.cut(0);
    this.#p99Ms.cut(0);
  }

  #put(row: LoadRow): void {
    this.#series = undefined;
    let index = this.#startUs.length;
    while (index > 0 && this.#startUs.at(index - 1) > row.startUs) index -= 1;
    let part = index - 1;
    while (this.#startUs.at(part) === row.startUs && this.#endUs.at(part) !== row.endUs) part -= 1;
    if (this.#startUs.at(part) === row.startUs) this.#join(part, row);
    else this.#insert(index, row);
  }

  #insert(index: number, row: LoadRow): void {
    this.#startUs.insert(index, row.startUs);
    this.#endUs.insert(index, row.endUs);
    this.#ok.insert(index, row.ok);
    this.#failed.insert(index, row.failed);
    this.#unknown.insert(index, row.unknown);
    this.#p50Ms.insert(index, row.p50Ms);
    this.#p95Ms.insert(index, row.p95Ms);
    this.#p99Ms.insert(index, row.p99Ms);
    this.#ratePerSecond.insert(index, 0);
    this.#successPercent.insert(index, 0);
    this.#derive(index);
  }

  #join(index: number, { ok, failed, unknown, p50Ms, p95Ms, p99Ms }: LoadRow): void {
    this.#ok.put(index, this.#ok.at(index) + ok);
    this.#failed.put(index, this.#failed.at(index) + failed);
    this.#unknown.put(index, this.#unknown.at(index) + unknown);
    this.#p50Ms.put(index, higher(this.#p50Ms.at(index), p50Ms));
    this.#p95Ms.put(index, higher(this.#p95Ms.at(index), p95Ms));
    this.#p99Ms.put(index, higher(this.#p99Ms.at(index), p99Ms));
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

function rowAt(rows: LoadRows, place: number): LoadRow {
  const at = (column: Float64Array) => column[place] ?? Number.NaN;
  return {
    ...{ startUs: at(rows.startUs), endUs: at(rows.endUs) },
    ...{ ok: at(rows.ok), failed: at(rows.failed), unknown: at(rows.unknown) },
    ...{ p50Ms: at(rows.p50Ms), p95Ms: at(rows.p95Ms), p99Ms: at(rows.p99Ms) },
  };
}

/** The higher of two percentiles; NaN only where neither is there. */
export function higher(left: number, right: number): number {
  if (Number.isNaN(left)) return right;
  return Number.isNaN(right) ? left : Math.max(left, right);
}
