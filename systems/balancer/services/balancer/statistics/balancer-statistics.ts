/** What the balancer counts: by windows of a second for the journal and the page, and in all since its start. */
import type { JournalEventOf } from '@temblor/lab/journal/event';
import type { Outcome } from '@temblor/resilience/balancing/replica';
import type { ProxyEvent } from '../proxy/proxy-event.ts';
import type { ReplicaView } from '../replicas/rotated-replica.ts';
import type { Upstream } from '../replicas/upstream.ts';
import type { AttemptFigures } from './attempt-counts.ts';
import { AttemptCounts } from './attempt-counts.ts';
import type { RequestFigures } from './request-counts.ts';
import { RequestCounts } from './request-counts.ts';

/** How the balancer stands when a window ends. */
export interface RotationView {
  readonly strategy: string;
  readonly panic: boolean;
  view(): readonly ReplicaView[];
}

/** The fact that tells of one window. */
export type BalancerWindow = Omit<JournalEventOf<'balancer-window'>, 'sequence' | 'atUs' | 'system'>;

const nothing: AttemptFigures = { requests: 0, failures: 0, meanMs: 0, maxMs: 0 };

export class BalancerStatistics {
  readonly #instance: string;
  readonly #total = new RequestCounts();
  readonly #attemptsInAll = new Map<string, AttemptCounts>();
  #window = new RequestCounts();
  #attempts = new Map<string, AttemptCounts>();
  #last: BalancerWindow | undefined;

  /** @param instance the instance id of the balancer. */
  constructor(instance: string) {
    this.#instance = instance;
  }

  /** Something happened to a client's request. */
  proxied(event: ProxyEvent): void {
    this.#total.count(event);
    this.#window.count(event);
  }

  /** An attempt on a replica ended. */
  settled({ id }: Upstream, outcome: Outcome, latencyMs: number): void {
    countsOf(this.#attemptsInAll, id).count(outcome, latencyMs);
    countsOf(this.#attempts, id).count(outcome, latencyMs);
  }

  /** What was counted since the last call, with how the replicas stand now. */
  takeWindow(rotation: RotationView, startUs: number, endUs: number): BalancerWindow {
    const attempts = this.#attempts;
    const requests = this.#window.figures;
    this.#attempts = new Map();
    this.#window = new RequestCounts();
    const { strategy, panic } = rotation;
    const replicas = rotation.view().map(({ id, state, breaker, weight, effectiveWeight, inFlight }) => {
      const figures = attempts.get(id)?.figures ?? nothing;
      return { id, state, breaker, weight, effectiveWeight, inFlight, ...figures };
    });
    const instance = this.#instance;
    this.#last = { type: 'balancer-window', instance, startUs, endUs, strategy, panic, ...requests, replicas };
    return this.#last;
  }

  /** The window that ended last; undefined before the first has. */
  get lastWindow(): BalancerWindow | undefined {
    return this.#last;
  }

  /** Since the start. */
  get totals(): RequestFigures {
    return this.#total.figures;
  }

  /** Since the start, of one replica. */
  totalsOf(id: string): AttemptFigures {
    return this.#attemptsInAll.get(id)?.figures ?? nothing;
  }
}

function countsOf(byId: Map<string, AttemptCounts>, id: string): AttemptCounts {
  const known = byId.get(id);
  if (known !== undefined) return known;
  const counts = new AttemptCounts();
  byId.set(id, counts);
  return counts;
}
