/** Windows as rows of numbers, as they are read off their lines: they cost a collector nothing. */
import type { LinkWindow } from './link-columns.ts';
import type { LoadWindow } from './load-columns.ts';
import type { MeasuredWindow } from './measured-window.ts';
import type { RequestFigures, RequestKind } from './request-columns.ts';

/** Of which system, of which type, and which link or instance it tells of; a load tells of none. */
export interface WindowName {
  readonly system: string;
  readonly type: MeasuredWindow['type'];
  readonly subject: string;
}

/** How many numbers a row begins with: the place of its line, its name, its sequence and its time. */
export const rowHead = 4;

/** How many numbers there are to each of the rows of a window of requests: its kind, and its figures. */
export const requestNumbers = 4;

/** Windows in the order of their lines, each a row of `numbers`: its head, and then the figures of its type. */
export interface WindowRows {
  readonly names: readonly WindowName[];
  readonly kinds: readonly RequestKind[];
  readonly numbers: Float64Array;
}

/** A window, where it stands in its journal, and the number of its name. */
export interface WindowRow {
  readonly name: number;
  readonly sequence: number;
  readonly atUs: number;
  readonly window: MeasuredWindow;
}

/** Reads rows in the order in which they were written. */
export class WindowRowReader {
  readonly #rows: WindowRows;
  #at = 0;

  constructor(rows: WindowRows) {
    this.#rows = rows;
  }

  /** The place of the next row's line; NaN after the last row. */
  get line(): number {
    return this.#rows.numbers[this.#at] ?? Number.NaN;
  }

  /** The next row. @throws RangeError after the last one. */
  read(): WindowRow {
    this.#at += 1;
    const name = this.#next();
    const sequence = this.#next();
    const atUs = this.#next();
    const type = this.#rows.names[name]?.type;
    if (type === undefined) throw new RangeError('no window is left to be read');
    return { name, sequence, atUs, window: this.#window(type) };
  }

  #window(type: MeasuredWindow['type']): MeasuredWindow {
    switch (type) {
      case 'link-window':
        return { type, figures: this.#link() };
      case 'load-window':
        return { type, figures: this.#load() };
      case 'request-window':
        return { type, figures: this.#requests() };
      default:
        return type satisfies never;
    }
  }

  #link(): LinkWindow {
    return {
      startUs: this.#next(),
      endUs: this.#next(),
      requests: this.#next(),
      errors: this.#next(),
      latencies: this.#next(),
      p50Ms: this.#next(),
      p95Ms: this.#next(),
      p99Ms: this.#next(),
    };
  }

  #load(): LoadWindow {
    return {
      startUs: this.#next(),
      endUs: this.#next(),
      ok: this.#next(),
      failed: this.#next(),
      unknown: this.#next(),
      latencies: this.#next(),
      p50Ms: this.#next(),
      p95Ms: this.#next(),
      p99Ms: this.#next(),
    };
  }

  #requests(): readonly RequestFigures[] {
    const figures: RequestFigures[] = [];
    for (let left = this.#next(); left > 0; left -= 1) {
      const kind = this.#rows.kinds[this.#next()];
      const [count, meanMs, maxMs] = [this.#next(), this.#next(), this.#next()];
      if (kind !== undefined) figures.push({ kind, count, meanMs, maxMs });
    }
    return figures;
  }

  #next(): number {
    const number = this.#rows.numbers[this.#at] ?? Number.NaN;
    this.#at += 1;
    return number;
  }
}
