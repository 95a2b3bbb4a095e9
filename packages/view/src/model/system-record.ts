/** What a journal tells of one system: its facts parsed, its measurements as columns. */
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';
import { measuredTypes } from '@temblor/lab/measure/phase-runs';
import { serviceOf } from './instance-model.ts';
import type { LinkWindow } from './link-columns.ts';
import { LinkColumns } from './link-columns.ts';
import { LoadColumns } from './load-columns.ts';
import { OrderedFacts } from './ordered-facts.ts';
import { RequestColumns } from './request-columns.ts';

/** Half the length of the proxies' windows: links of one system are measured at nearly the same moments. */
const sameMomentUs = 500_000;

export class SystemRecord {
  /** In order of arrival, without windows of any kind. */
  readonly facts: JournalEvent[] = [];
  /**
   * What states are folded from: the facts, and the windows of voters and balancers, which panels fold. These are two a
   * second at most, 7,200 in an hour, a small part of what the lines of that hour take.
   */
  readonly ordered = new OrderedFacts();
  /** Of the facts those that detection is measured from. */
  readonly measured = new OrderedFacts();
  readonly load = new LoadColumns();
  readonly requests = new RequestColumns();
  readonly #links = new Map<string, LinkColumns>();
  readonly #services = new Map<string, LinkColumns>();
  readonly #serviceByInstance = new Map<string, string>();

  /** Takes a fact or a window to where it belongs. */
  add(event: JournalEvent): void {
    switch (event.type) {
      case 'load-window':
        this.load.add(event);
        return;
      case 'request-window':
        this.requests.add(event);
        return;
      case 'link-window':
        this.addLinkWindow(event.link, measuredOf(event));
        return;
      case 'vote-window':
      case 'balancer-window':
        this.ordered.add(event);
        return;
      default:
        if (event.type === 'system-starting') this.#learnServices(event);
        this.facts.push(event);
        this.ordered.add(event);
        if (measuredTypes.has(event.type)) this.measured.add(event);
    }
  }

  addLinkWindow(link: string, window: LinkWindow): void {
    this.link(link).add(window);
    const provider = link.slice(link.indexOf('->') + 2);
    this.service(this.#serviceByInstance.get(provider) ?? serviceOf(provider)).add(window);
  }

  link(id: string): LinkColumns {
    return getOrMake(this.#links, id, () => new LinkColumns(0));
  }

  /** All links that lead to its instances; a store counts as a service of its name. */
  service(name: string): LinkColumns {
    return getOrMake(this.#services, name, () => new LinkColumns(sameMomentUs));
  }

  #learnServices({ topology }: JournalEventOf<'system-starting'>): void {
    for (const { id, service } of topology?.instances ?? []) this.#serviceByInstance.set(id, service);
  }
}

function measuredOf({ startUs, endUs, requests, errors, latency }: JournalEventOf<'link-window'>): LinkWindow {
  const { count, p50Ms, p95Ms, p99Ms } = latency;
  return { startUs, endUs, requests, errors, latencies: count, p50Ms, p95Ms, p99Ms };
}

function getOrMake(columns: Map<string, LinkColumns>, key: string, make: () => LinkColumns): LinkColumns {
  const known = columns.get(key);
  if (known !== undefined) return known;
  const made = make();
  columns.set(key, made);
  return made;
}
