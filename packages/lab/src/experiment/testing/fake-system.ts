/** A scripted system in memory, for tests of the runner: it says in the journal what its script tells it to. */
import { monotonicClock } from '@temblor/foundation/clock/clock';
import hdr from 'hdr-histogram-js';
import type { FaultEvidence, FaultSpecification } from '../../faults/fault.ts';
import type { JournalFact, LatencySummary } from '../../journal/event.ts';
import { Journal } from '../../journal/journal.ts';
import { defineSystem } from '../../system/define-system.ts';
import { planTopology } from '../../system/topology.ts';
import type { AppliedFault, InstanceView, RunningLoad, RunningSystem } from '../../world/world.ts';
import type { ExperimentDeclaration } from '../declaration.ts';

/** How a fake behaves; what is left out is as it should be. */
export interface FakeScript {
  /** From application to effect. `never`: not confirmed when it is lifted. `unclear`: cannot tell. Default 1. */
  readonly effectAfterMs?: number | 'never' | 'unclear';
  /** From effect to OFF. `never`: not noticed. Default 5. */
  readonly offAfterMs?: number | 'never';
  /** A planted bug: from OFF to an ON while the fault still acts. Default: it stays OFF. */
  readonly flapsAfterMs?: number;
  /** From lifting to ON. Default 5. */
  readonly onAfterMs?: number | 'never';
  /** From the end of a crash's or restart's hold to the next process's first passed health check. Default 1. */
  readonly readyAfterMs?: number | 'never';
  /** The status of every direct request. Default 200. */
  readonly health?: () => number;
  /** Why the load says that it is not valid. */
  readonly invalidLoad?: string;
  /** Of 100 requests, how many fail. Default 0. */
  readonly failures?: number;
  /** Thrown by `applyFault`. */
  readonly refuseFault?: Error;
}

export class FakeSystem {
  readonly journal = new Journal();
  readonly clock = monotonicClock;
  /** What was done to it, in order. */
  readonly calls: string[] = [];
  readonly system: RunningSystem;
  readonly #script: FakeScript;
  /** The instances whose process was ended, until the next one is ready. */
  readonly #starting = new Set<string>();
  readonly #faults = new Map<string, { lift: (cause: 'healed' | 'expired') => void }>();
  #nextFault = 1;

  constructor(script: FakeScript, experiment: ExperimentDeclaration) {
    this.#script = script;
    const declaration = defineSystem({
      name: 'fake',
      title: 'A fake',
      description: 'Scripted',
      services: { node: { run: { command: ['true'] }, replicas: 3, calls: ['node'] } },
      entrances: ['node'],
      experiments: { test: experiment },
    });
    const refuse = (): never => {
      throw new Error('the fake does not do this');
    };
    this.system = {
      id: 'fake',
      declaration,
      topology: planTopology(declaration),
      instances: () => planTopology(declaration).instances.map(({ id, service }) => this.#view(id, service)),
      links: () => [],
      stores: () => [],
      faults: () => [],
      applyFault: (fault) => this.#apply(fault),
      liftFault: async (id) => {
        this.calls.push(`lift ${id}`);
        this.#faults.get(id)?.lift('healed');
      },
      restart: refuse,
      startLoad: async () => this.#startLoad(),
      request: async () => ({ status: this.#script.health?.() ?? 200, body: null }),
      requestOver: async (link) => {
        this.calls.push(`ask over ${link}`);
        return { status: 200, body: null };
      },
      recentLogs: refuse,
      followLogs: refuse,
      stop: refuse,
      [Symbol.asyncDispose]: refuse,
    };
  }

  /** Appends a fact about the fake, now or at a moment. */
  say(fact: JournalFact, atUs = this.clock.nowUs()): void {
    this.journal.append('fake', atUs, fact);
  }

  /** An OFF or ON of an instance, now. */
  put(instance: string, state: 'off' | 'on'): void {
    this.say({ type: `instance-${state}`, instance, by: 'monitor', detector: 'consecutive', reason: 'scripted' });
  }

  #view(id: string, service: string): InstanceView {
    const state = this.#starting.has(id) ? 'starting' : 'running';
    return { id, service, state, pid: 1, port: 1, url: 'http://127.0.0.1:1', restarts: 0, trouble: null };
  }

  async #apply(specification: FaultSpecification): Promise<AppliedFault> {
    if (this.#script.refuseFault !== undefined) throw this.#script.refuseFault;
    const fault = `fault-${this.#nextFault}`;
    this.#nextFault += 1;
    this.calls.push(`apply ${fault}`);
    const { kind, target, durationMs } = specification;
    const appliedAtUs = this.clock.nowUs();
    this.say({ type: 'fault-applied', fault, kind, target, parameters: {}, durationMs }, appliedAtUs);
    const evidence = Promise.withResolvers<Exclude<FaultEvidence, { kind: 'pending' }>>();
    const lifted = Promise.withResolvers<number>();
    const instance = 'instance' in target ? target.instance : 'node-1';
    const { effectAfterMs = 1, offAfterMs = 5 } = this.#script;
    const endsProcess = kind === 'crash' || kind === 'restart';
    if (endsProcess) this.#starting.add(instance);
    /** Before it nobody puts the instance ON again, however late its timer fires. */
    const off = Promise.withResolvers<void>();
    if (typeof effectAfterMs !== 'number') off.resolve();
    if (typeof effectAfterMs === 'number') {
      setTimeout(() => {
        const effectAtUs = this.clock.nowUs();
        this.say({ type: 'fault-confirmed', fault, evidence: 'scripted', effectAtUs });
        evidence.resolve({ kind: 'confirmed', evidence: 'scripted', effectAtUs });
        if (offAfterMs === 'never') return;
        setTimeout(() => {
          this.#putOff(fault, instance);
          off.resolve();
        }, offAfterMs);
      }, effectAfterMs);
    }
    const lift = (cause: 'healed' | 'expired'): void => {
      if (!this.#faults.delete(fault)) return;
      this.#settleUnseen(fault, evidence.resolve);
      this.say({ type: 'fault-lifted', fault, cause });
      lifted.resolve(this.clock.nowUs());
      const { onAfterMs = 5, readyAfterMs = 1 } = this.#script;
      if (endsProcess && readyAfterMs !== 'never') setTimeout(() => this.#becomeReady(instance), readyAfterMs);
      if (onAfterMs === 'never' || offAfterMs === 'never') return;
      void off.promise.then(() => setTimeout(() => this.put(instance, 'on'), onAfterMs));
    };
    this.#faults.set(fault, { lift });
    if (endsProcess) setTimeout(() => lift('expired'), durationMs);
    return { id: fault, specification, appliedAtUs, evidence: evidence.promise, lifted: lifted.promise };
  }

  #becomeReady(instance: string): void {
    this.#starting.delete(instance);
    this.say({ type: 'process-ready', instance, pid: 1, durationMs: 1 });
  }

  #putOff(fault: string, instance: string): void {
    this.put(instance, 'off');
    const { flapsAfterMs } = this.#script;
    if (flapsAfterMs === undefined) return;
    setTimeout(() => {
      if (this.#faults.has(fault)) this.put(instance, 'on');
    }, flapsAfterMs);
  }

  #settleUnseen(fault: string, resolve: (evidence: Exclude<FaultEvidence, { kind: 'pending' }>) => void): void {
    if (this.#script.effectAfterMs === 'never') {
      this.say({ type: 'fault-not-confirmed', fault, reason: 'nothing was seen' });
      resolve({ kind: 'not-confirmed', reason: 'nothing was seen' });
    }
    if (this.#script.effectAfterMs === 'unclear') {
      this.say({ type: 'fault-undetermined', fault, reason: 'nobody asked' });
      resolve({ kind: 'cannot-tell', reason: 'nobody asked' });
    }
  }

  #startLoad(): RunningLoad {
    this.calls.push('start load');
    this.say({ type: 'load-started', ratePerSecond: 100, seed: 1 });
    let startUs = this.clock.nowUs();
    const cut = async (): Promise<void> => {
      const endUs = this.clock.nowUs();
      this.say(
        loadWindow(startUs, endUs, { ok: 100 - (this.#script.failures ?? 0), failed: this.#script.failures ?? 0 }),
      );
      startUs = endUs;
    };
    return {
      cut,
      stop: async () => {
        await cut();
        this.calls.push('stop load');
        const reason = this.#script.invalidLoad ?? '';
        this.say({ type: 'load-finished', intended: 100, sent: 100, valid: reason === '', reason });
      },
    };
  }
}

/** A load window as the generator tells it; latencies in ms, 10 ms for each request where none are given. */
export function loadWindow(
  startUs: number,
  endUs: number,
  counts: { ok: number; failed?: number; unknown?: number },
  latenciesMs?: readonly number[],
): Extract<JournalFact, { type: 'load-window' }> {
  const { ok, failed = 0, unknown = 0 } = counts;
  const histogram = hdr.build({ bitBucketSize: 32, autoResize: true, numberOfSignificantValueDigits: 3 });
  const recorded = latenciesMs ?? Array.from({ length: ok + failed + unknown }, () => 10);
  for (const latencyMs of recorded) histogram.recordValue(Math.round(latencyMs * 1000));
  const encoded = hdr.encodeIntoCompressedBase64(histogram);
  const sent = ok + failed + unknown;
  const summary: LatencySummary = {
    count: recorded.length,
    meanMs: histogram.mean / 1000,
    p50Ms: histogram.getValueAtPercentile(50) / 1000,
    p95Ms: histogram.getValueAtPercentile(95) / 1000,
    p99Ms: histogram.getValueAtPercentile(99) / 1000,
    maxMs: histogram.maxValue / 1000,
  };
  return {
    type: 'load-window',
    startUs,
    endUs,
    intended: sent,
    sent,
    ok,
    failed,
    unknown,
    byStatus: { '200': ok },
    byName: { read: { ok, failed, unknown } },
    corrected: summary,
    uncorrected: summary,
    correctedHistogram: encoded,
    uncorrectedHistogram: encoded,
    maxLagMs: 0,
  };
}
