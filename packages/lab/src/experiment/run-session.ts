/** What the steps of a run share: the system, the journal, and the words about instances that the run has heard. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '@temblor/foundation/clock/clock';
import type { JournalEvent, JournalFact } from '../journal/event.ts';
import type { Journal } from '../journal/journal.ts';
import type { HealthByInstance } from '../measure/instance-health.ts';
import { foldHealth, whoIsNotOn } from '../measure/instance-health.ts';
import type { AppliedFault, RunningSystem } from '../world/world.ts';
import { hearLeader } from './leaders.ts';
import type { RunPlan } from './run-plan.ts';

/** Events of links and requests are left out of the record beyond this many, and no figure needs them. */
const recordCapacity = 300_000;

export class RunSession implements Disposable {
  readonly system: RunningSystem;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly plan: RunPlan;
  readonly signal: AbortSignal;
  /** The run's part of the journal: the events of its system since the run began. */
  readonly events: JournalEvent[] = [];
  /** The faults of this run that may still act. */
  readonly faults = new Map<string, AppliedFault>();
  #health: HealthByInstance;
  readonly #leaders = new Map<string, string>();
  readonly #subscription: Disposable;

  /** @param parts with `health`, who was ON and OFF before the run; absent: as far back as the journal remembers. */
  constructor(
    parts: Pick<RunSession, 'system' | 'journal' | 'clock' | 'plan' | 'signal'> & { health?: () => HealthByInstance },
  ) {
    this.system = parts.system;
    this.journal = parts.journal;
    this.clock = parts.clock;
    this.plan = parts.plan;
    this.signal = parts.signal;
    const ofSystem = (event: JournalEvent): boolean => event.system === this.system.id;
    this.#health = parts.health?.() ?? this.journal.since(1).filter(ofSystem).reduce(foldHealth, {});
    const { topology } = this.system;
    for (const event of this.journal.since(1)) if (ofSystem(event)) hearLeader(this.#leaders, topology, event);
    this.#subscription = this.journal.subscribe((event) => {
      if (!ofSystem(event)) return;
      hearLeader(this.#leaders, topology, event);
      this.#health = foldHealth(this.#health, event);
      const bulky = event.type === 'link-window' || event.type === 'request-window';
      if (!bulky || this.events.length < recordCapacity) this.events.push(event);
    });
  }

  /** Appends a fact about this run's system, now. */
  append(fact: JournalFact): JournalEvent {
    return this.journal.append(this.system.id, this.clock.nowUs(), fact);
  }

  /** The instances that are not ON by the last word about them. */
  whoIsNotOn(): ReturnType<typeof whoIsNotOn> {
    return whoIsNotOn(this.#health);
  }

  /** Whether the last word about an instance is that it is not ON. */
  isNotOn(instance: string): boolean {
    const state = this.#health[instance]?.state;
    return state !== undefined && state !== 'ON';
  }

  /** The instance that leads each service by the last word about it; none where nobody is known to. */
  get leaders(): ReadonlyMap<string, string> {
    return this.#leaders;
  }

  /** Waits for an event of this system. @returns undefined when `timeoutMs` passed. @throws when the run is aborted. */
  waitFor(
    predicate: (event: JournalEvent) => boolean,
    options: { fromSequence: number; timeoutMs: number },
  ): Promise<JournalEvent | undefined> {
    return this.journal.waitFor((event) => event.system === this.system.id && predicate(event), {
      fromSequence: options.fromSequence,
      timeoutMs: Math.max(0, options.timeoutMs),
      signal: this.signal,
    });
  }

  /** Lets time pass on purpose: a phase has a length. @throws when the run is aborted. */
  async letPass(durationMs: number): Promise<void> {
    if (durationMs > 0) await delay(durationMs, undefined, { signal: this.signal });
  }

  /** The outcome of a promise, or undefined after `timeoutMs`. @throws when the run is aborted. */
  async within<T>(promise: Promise<T>, timeoutMs: number): Promise<T | undefined> {
    const settled = new AbortController();
    const either = AbortSignal.any([this.signal, settled.signal]);
    try {
      return await Promise.race([
        promise,
        delay(Math.max(0, timeoutMs), undefined, { signal: either }).catch((error: unknown) => {
          this.signal.throwIfAborted();
          if (!settled.signal.aborted) throw error;
          return undefined;
        }),
      ]);
    } finally {
      settled.abort();
    }
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
  }
}
