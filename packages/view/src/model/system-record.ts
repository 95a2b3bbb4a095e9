/** What a journal tells of one system: its facts parsed, its measurements as columns. */
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import { measuredTypes } from '@temblor/lab/measure/phase-runs';
import { serviceOf } from './instance-model.ts';
import type { LinkColumns } from './link-columns.ts';
import { OrderedFacts } from './ordered-facts.ts';
import { ServiceColumns } from './service-columns.ts';
import { WindowColumns } from './window-columns.ts';

export class SystemRecord {
  /** In order of arrival, without windows of any kind. */
  readonly facts: JournalEvent[] = [];
  /**
   * What states are folded from: the facts, and the windows of services that panels fold, such as a voter's. Each service
   * tells two a second at most, 7,200 in an hour, a small part of what the lines of that hour take.
   */
  readonly ordered = new OrderedFacts();
  /** Of the facts those that detection is measured from. */
  readonly measured = new OrderedFacts();
  /** What was measured. */
  readonly windows = new WindowColumns();
  readonly #services = new Map<string, ServiceColumns>();
  readonly #serviceByInstance = new Map<string, string>();

  /** Takes a fact, or a window that is folded, to where it belongs. */
  add(event: JournalEvent): void {
    switch (event.type) {
      case 'vote-window':
      case 'balancer-window':
      case 'log-window':
      case 'saga-window':
      case 'seats-window':
        this.ordered.add(event);
        return;
      default:
        if (event.type === 'system-starting') this.#learnServices(event);
        this.facts.push(event);
        this.ordered.add(event);
        if (measuredTypes.has(event.type)) this.measured.add(event);
    }
  }

  /** All links that lead to its instances, by the newest topology; a store counts as a service of its name. */
  service(name: string): ServiceColumns {
    const known = this.#services.get(name);
    if (known !== undefined) return known;
    const made = new ServiceColumns(() => this.#linksTo(name));
    this.#services.set(name, made);
    return made;
  }

  #linksTo(service: string): readonly LinkColumns[] {
    return Array.from(this.windows.links).flatMap(([link, columns]) => {
      const provider = link.slice(link.indexOf('->') + 2);
      return (this.#serviceByInstance.get(provider) ?? serviceOf(provider)) === service ? [columns] : [];
    });
  }

  #learnServices({ topology }: JournalEventOf<'system-starting'>): void {
    this.#services.clear();
    for (const { id, service } of topology?.instances ?? []) this.#serviceByInstance.set(id, service);
  }
}
