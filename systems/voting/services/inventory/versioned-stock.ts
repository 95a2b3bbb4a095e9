import type { Stock } from '../../model/catalogue.ts';
import type { OrderEvent } from '../../model/order-event.ts';
import { applyToStock } from '../../model/stock-fold.ts';
import type { PlantedBug } from '../../planted-bugs.ts';

/** The stock as it was after the event at `offset`; offset 0 is before the first. */
export interface StockVersion {
  readonly offset: number;
  readonly items: Stock;
}

/** What is known of the version at an offset. `gone`: older than the oldest kept. `ahead`: not reached yet. */
export type VersionLookup =
  | { readonly kind: 'found'; readonly version: StockVersion }
  | { readonly kind: 'gone'; readonly oldestOffset: number }
  | { readonly kind: 'ahead'; readonly currentOffset: number };

/** How many versions a replica keeps, the current one included. */
export const keptVersions = 1024;

/**
 * The stock and its last versions, folded from the events in order. Applying an event again changes nothing.
 *
 * Invariant: versions exist for every offset from `oldest` to `current`, without gaps.
 */
export class VersionedStock {
  readonly #versions: StockVersion[] = [];
  readonly #bug: PlantedBug | undefined;
  #current: StockVersion;
  #oldest: StockVersion;

  constructor(start: StockVersion, bug: PlantedBug | undefined) {
    this.#bug = bug;
    this.#current = start;
    this.#oldest = start;
    this.#versions[start.offset % keptVersions] = start;
  }

  get current(): StockVersion {
    return this.#current;
  }

  get oldest(): StockVersion {
    return this.#oldest;
  }

  /**
   * Applies the event at an offset.
   * @returns false where it was applied before.
   * @throws Error where the event does not follow the current version: the bus broke its promise of no gaps.
   */
  apply(offset: number, event: OrderEvent): boolean {
    if (offset <= this.#current.offset) return false;
    if (offset !== this.#current.offset + 1) {
      throw new Error(`event ${offset} was delivered after event ${this.#current.offset}`);
    }
    this.#current = { offset, items: this.#fold(offset, event) };
    this.#versions[offset % keptVersions] = this.#current;
    if (offset - this.#oldest.offset >= keptVersions) {
      this.#oldest = this.#versions[(this.#oldest.offset + 1) % keptVersions] ?? this.#current;
    }
    return true;
  }

  at(offset: number): VersionLookup {
    if (offset > this.#current.offset) return { kind: 'ahead', currentOffset: this.#current.offset };
    const version = this.#versions[offset % keptVersions];
    if (version?.offset !== offset) return { kind: 'gone', oldestOffset: this.#oldest.offset };
    return { kind: 'found', version };
  }

  #fold(offset: number, event: OrderEvent): Stock {
    const { items } = this.#current;
    const chosen = offset % 50 === 0;
    if (chosen && this.#bug === 'inventory-skip-event') return items;
    const folded = applyToStock(items, event);
    return chosen && this.#bug === 'inventory-double-apply' ? applyToStock(folded, event) : folded;
  }
}
