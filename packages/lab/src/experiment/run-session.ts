/** What the steps of a run share: the system, the journal, and the words about instances that the run has heard. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '@temblor/foundation/clock/clock';
import type { JournalEvent, JournalFact } from '../journal/event.ts';
import type { Journal } from '../journal/journal.ts';
import type { AppliedFault, RunningSystem } from '../world/world.ts';
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
  /** Instances whose last word was OFF. */
  readonly #off = new Set<string>();
  readonly #subscription: Disposable;

  constructor(parts: Pick<RunSession, 'system' | 'journal' | 'clock' | 'plan' | 'signal'>) {
    this.system = parts.system;
    this.journal = parts.journal;
    this.clock = parts.clock;
    this.plan = parts.plan;
    this.signal = parts.signal;
    for (const event of this.journal.since(1)) this.#hear(event);
    this.#subscription = this.journal.subscribe((event) => {
      if (event.system !== this.system.id) return;
      this.#hear(event);
      const bulky = event.type === 'link-window' || event.type === 'request-window';
      if (!bulky || this.events.length < recordCapacity) this.events.push(event);
    });
  }

  /** Appends a fact about this run's system, now. */
  append(fact: JournalFact): JournalEvent {
    return this.journal.append(this.system.id, this.clock.nowUs(), fact);
  }

  /** The instances that are OFF by their last word. */
  whoIsOff(): string[] {
    return [...this.#off];
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

  #hear(event: JournalEvent): void {
    if (event.system !== this.system.id) return;
    if (event.type === 'instance-off') this.#off.add(event.instance);
    if (event.type === 'instance-on') this.#off.delete(event.instance);
    if (event.type === 'system-stopped') this.#off.clear();
  }
}
