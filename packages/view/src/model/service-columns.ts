import { LinkColumns, rowAt } from './link-columns.ts';
import type { LinkSeries } from './series.ts';

/** Half the length of the proxies' windows: links of one system are measured at nearly the same moments. */
const sameMomentUs = 500_000;

/** How far the columns of a link were read. */
interface Read {
  readonly rows: number;
  readonly changes: number;
}

/**
 * All links that lead to a service, added up when someone looks at it: a long journal is seldom asked for every service.
 * Rows are put together in order of time, whenever that is, so that it makes no difference how they arrived.
 */
export class ServiceColumns {
  readonly #links: () => Iterable<LinkColumns>;
  readonly #read = new Map<LinkColumns, Read>();
  #columns = new LinkColumns(sameMomentUs);
  /** The end of the last row that was read. */
  #lastUs = Number.NEGATIVE_INFINITY;

  /** @param links those that lead to it by now. */
  constructor(links: () => Iterable<LinkColumns>) {
    this.#links = links;
  }

  /** The same object until a window comes. */
  get series(): LinkSeries {
    const links = [...this.#links()];
    if (links.some((link) => this.#isLate(link))) {
      this.#read.clear();
      this.#columns = new LinkColumns(sameMomentUs);
      this.#lastUs = Number.NEGATIVE_INFINITY;
    }
    const ways = links.map((link) => ({ series: link.series, place: this.#read.get(link)?.rows ?? 0 }));
    for (let way = earliest(ways); way !== undefined; way = earliest(ways)) {
      const row = rowAt(way.series, way.place);
      this.#columns.put(row);
      this.#lastUs = row.endUs;
      way.place += 1;
    }
    for (const link of links) this.#read.set(link, { rows: link.series.length, changes: link.changes });
    return this.#columns.series;
  }

  /** Whether what was read of a link is another by now, or what is new of it belongs before what was read. */
  #isLate(link: LinkColumns): boolean {
    const read = this.#read.get(link);
    if (read !== undefined && read.changes !== link.changes) return true;
    const nextUs = link.series.endUs[read?.rows ?? 0];
    return nextUs !== undefined && nextUs < this.#lastUs;
  }
}

interface Way {
  readonly series: LinkSeries;
  place: number;
}

/** The one whose next row ends first; undefined where none has one left. */
function earliest(ways: readonly Way[]): Way | undefined {
  let first: Way | undefined;
  let firstUs = Number.POSITIVE_INFINITY;
  for (const way of ways) {
    const endUs = way.series.endUs[way.place] ?? Number.POSITIVE_INFINITY;
    if (endUs < firstUs) [first, firstUs] = [way, endUs];
  }
  return first;
}
