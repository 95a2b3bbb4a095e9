/** What was measured of a system, as columns: made by whoever reads the lines, and taken over by the journal of a page. */
import { LinkColumns } from './link-columns.ts';
import type { LoadRows } from './load-columns.ts';
import { LoadColumns } from './load-columns.ts';
import type { MeasuredWindow } from './measured-window.ts';
import type { RequestSeries } from './request-columns.ts';
import { RequestColumns } from './request-columns.ts';
import type { LinkSeries } from './series.ts';

/** The columns as data. */
export interface WindowSeries {
  readonly load: LoadRows;
  readonly requests: RequestSeries;
  readonly links: readonly { readonly link: string; readonly series: LinkSeries }[];
}

export class WindowColumns {
  readonly load = new LoadColumns();
  readonly requests = new RequestColumns();
  readonly links = new Map<string, LinkColumns>();

  /** Takes a window. @param subject the link that it tells of, where it is one of a link. */
  add(atUs: number, subject: string, window: MeasuredWindow): void {
    switch (window.type) {
      case 'link-window':
        this.link(subject).add(window.figures);
        return;
      case 'load-window':
        this.load.add(window.figures);
        return;
      case 'request-window':
        this.requests.add(atUs, window.figures);
        return;
      default:
        window satisfies never;
    }
  }

  /** Takes over the columns of other windows. */
  append({ load, requests, links }: WindowSeries): void {
    this.load.append(load);
    this.requests.append(requests);
    for (const { link, series } of links) this.link(link).append(series);
  }

  /** Forgets every window, and keeps the room that they took. */
  clear(): void {
    this.load.clear();
    this.requests.clear();
    for (const link of this.links.values()) link.clear();
  }

  get series(): WindowSeries {
    const links = Array.from(this.links, ([link, { series }]) => ({ link, series }));
    return { load: this.load.series, requests: this.requests.series, links };
  }

  link(id: string): LinkColumns {
    const known = this.links.get(id);
    if (known !== undefined) return known;
    const made = new LinkColumns(0);
    this.links.set(id, made);
    return made;
  }
}
