/** What a journal tells of one system: its facts parsed, its measurements as columns. */
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import { measuredTypes } from '@temblor/lab/measure/phase-runs';
import { serviceOf } from './instance-model.ts';
import { LinkColumns } from './link-columns.ts';
import { LoadColumns } from './load-columns.ts';
import type { MeasuredWindow } from './measured-window.ts';
import { OrderedFacts } from './ordered-facts.ts';
import { RequestColumns } from './request-columns.ts';

/** Half the length of the proxies' windows: links of one system are measured at nearly the same moments. */
const sameMomentUs = 500_000;

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
  readonly load = new LoadColumns();
  readonly requests = new RequestColumns();
  readonly #links = new Map<string, LinkColumns>();
  readonly #services = new Map<string, LinkColumns>();
  readonly #serviceByInstance = new Map<string, string>();
  /** The columns of the service that a link leads to, until a topology tells of services anew. */
  readonly #behind = new Map<string, LinkColumns>();

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

  /** Takes a window. @param subject the link that it tells of, where it is one of a link. */
  addWindow(atUs: number, subject: string, window: MeasuredWindow): void {
    switch (window.type) {
      case 'link-window':
        this.link(subject).add(window.figures);
        this.#serviceBehind(subject).add(window.figures);
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

  link(id: string): LinkColumns {
    return getOrMake(this.#links, id, () => new LinkColumns(0));
  }

  /** All links that lead to its instances; a store counts as a service of its name. */
  service(name: string): LinkColumns {
    return getOrMake(this.#services, name, () => new LinkColumns(sameMomentUs));
  }

  #serviceBehind(link: string): LinkColumns {
    const known = this.#behind.get(link);
    if (known !== undefined) return known;
    const provider = link.slice(link.indexOf('->') + 2);
    const service = this.service(this.#serviceByInstance.get(provider) ?? serviceOf(provider));
    this.#behind.set(link, service);
    return service;
  }

  #learnServices({ topology }: JournalEventOf<'system-starting'>): void {
    this.#behind.clear();
    for (const { id, service } of topology?.instances ?? []) this.#serviceByInstance.set(id, service);
  }
}

function getOrMake(columns: Map<string, LinkColumns>, key: string, make: () => LinkColumns): LinkColumns {
  const known = columns.get(key);
  if (known !== undefined) return known;
  const made = make();
  columns.set(key, made);
  return made;
}
