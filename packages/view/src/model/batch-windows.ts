/** The windows of a batch of lines as columns, which a page takes over as they are. */
import { GrowingColumn } from './growing-column.ts';
import type { WindowSeries } from './window-columns.ts';
import { WindowColumns } from './window-columns.ts';
import type { WindowName, WindowRows } from './window-rows.ts';
import { WindowRowReader } from './window-rows.ts';

export interface BatchWindows {
  readonly names: readonly WindowName[];
  /** For each window, in the order of their lines: the place of its line, its name, its sequence and its time. */
  readonly heads: Float64Array;
  readonly systems: readonly { readonly system: string; readonly series: WindowSeries }[];
}

/** Puts windows into columns, by system. What it fills it uses for the next batch again: to make it anew takes long. */
export class WindowSorter {
  readonly #heads = new GrowingColumn();
  readonly #systems = new Map<string, WindowColumns>();

  /** @returns columns that hold until the next batch is sorted. */
  sort(rows: WindowRows): BatchWindows {
    this.#heads.cut(0);
    for (const columns of this.#systems.values()) columns.clear();
    const reader = new WindowRowReader(rows);
    for (let { line } = reader; !Number.isNaN(line); { line } = reader) {
      const { name, sequence, atUs, window } = reader.read();
      this.#heads.push(line);
      this.#heads.push(name);
      this.#heads.push(sequence);
      this.#heads.push(atUs);
      const { system = '', subject = '' } = rows.names[name] ?? {};
      this.#columns(system).add(atUs, subject, window);
    }
    const systems = Array.from(this.#systems, ([system, { series }]) => ({ system, series }));
    return { names: rows.names, heads: this.#heads.view(), systems };
  }

  #columns(system: string): WindowColumns {
    const known = this.#systems.get(system);
    if (known !== undefined) return known;
    const made = new WindowColumns();
    this.#systems.set(system, made);
    return made;
  }
}
