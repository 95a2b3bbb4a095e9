/** The monitor without its HTTP surface: every instance of the system under one roof. */
import type { Clock, ClockAnchor } from '@temblor/foundation/clock/clock';
import { toWallClock } from '@temblor/foundation/clock/clock';
import type { FactWriter } from '@temblor/kit/facts/fact-writer';
import type { WatchEffect, WatchOptions } from '@temblor/protocols/failure-detectors/instance-watch';
import { LocalHealth } from '@temblor/protocols/failure-detectors/local-health';
import { majorityOf } from '@temblor/protocols/voting/ballot';
import type { ReadSample } from './error-report.ts';
import type { MonitoredTarget } from './monitored-instance.ts';
import { checkIntervalMs, MonitoredInstance } from './monitored-instance.ts';
import { shadowRead } from './shadow-read.ts';
import type { StatusView } from './status.ts';
import type { StatusWriter } from './status-writer.ts';

const tickMs = 20;
/** Reports older than this speak of another time: they waited while the database was away. */
const staleAfterUs = 2_000_000;

export interface MonitorOptions {
  readonly instanceId: string;
  readonly targets: readonly MonitoredTarget[];
  readonly watch: WatchOptions;
  readonly clock: Clock;
  readonly anchor: ClockAnchor;
  readonly facts: FactWriter;
  /** Told of every transition, after `view` shows it. */
  readonly onChange: () => void;
}

export class Monitor implements AsyncDisposable {
  /** Where transitions are recorded; set once, before anything can change. */
  audit: Pick<StatusWriter, 'detected' | 'recovered'> | undefined;
  readonly #options: MonitorOptions;
  readonly #instances: readonly MonitoredInstance[];
  readonly #localHealth: LocalHealth;
  readonly #timer: NodeJS.Timeout;

  /** Starts checking. */
  constructor(options: MonitorOptions) {
    this.#options = options;
    const { clock, anchor, targets } = options;
    this.#localHealth = new LocalHealth({ intervalUs: tickMs * 1000, toleranceUs: 30_000, nowUs: clock.nowUs() });
    this.#instances = targets.map((target, index) => {
      const parts = {
        target,
        clock,
        anchor,
        localHealth: this.#localHealth,
        watch: options.watch,
        onEffect: (instance: MonitoredInstance, effect: WatchEffect, atUs: number) =>
          this.#perform(instance, effect, atUs),
        shadowRead: (instance: MonitoredInstance) => this.#shadowRead(instance),
      };
      return new MonitoredInstance(parts, (index * checkIntervalMs) / targets.length);
    });
    this.#timer = setInterval(() => this.#tick(), tickMs);
  }

  /** Whether every instance has passed a check, or had its time to. */
  get isReady(): boolean {
    return this.#instances.every((instance) => instance.isDecided);
  }

  /** How often the monitor itself was late. */
  get lateTicks(): number {
    return this.#localHealth.lateTicks;
  }

  view(): StatusView {
    return { instances: this.#instances.map((instance) => instance.view()) };
  }

  /** Takes in what the voter reports of its reads. */
  report(samples: readonly ReadSample[]): void {
    const oldestUs = this.#options.clock.nowUs() - staleAfterUs;
    for (const sample of samples) {
      if (sample.at_us < oldestUs) continue;
      this.#instances.find(({ target }) => target.instanceId === sample.instance_id)?.take(sample);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#instances.map((instance) => instance[Symbol.asyncDispose]()));
  }

  #tick(): void {
    const nowUs = this.#options.clock.nowUs();
    this.#localHealth.tick(nowUs);
    for (const instance of this.#instances) instance.tick(nowUs);
  }

  #shadowRead(suspect: MonitoredInstance): Promise<'agreed' | 'dissented' | 'void'> {
    const replicas = this.#instances.filter(({ target }) => target.replica);
    const voters = replicas
      .filter((instance) => instance === suspect || instance.isOn)
      .map(({ target, client }) => ({ instanceId: target.instanceId, client }));
    return shadowRead(suspect.target.instanceId, voters, majorityOf(replicas.length));
  }

  #perform(monitored: MonitoredInstance, effect: WatchEffect, atUs: number): void {
    const { facts, instanceId: by, anchor } = this.#options;
    const instance = monitored.target.instanceId;
    const { reason } = effect;
    switch (effect.type) {
      case 'suspected':
        facts.write({ type: 'instance-suspected', instance, by, detector: effect.detector, reason }, atUs);
        return;
      case 'turned-off':
        facts.write({ type: 'instance-off', instance, by, detector: effect.detector, reason }, atUs);
        this.audit?.detected(monitored.view(), effect.detector, reason, toWallClock(anchor, atUs));
        break;
      case 'turned-on':
        facts.write({ type: 'instance-on', instance, by, detector: effect.detector, reason }, atUs);
        this.audit?.recovered(monitored.view(), toWallClock(anchor, atUs));
        break;
      case 'turned-unknown':
        facts.write({ type: 'instance-unknown', instance, by, reason }, atUs);
        break;
      default:
        effect satisfies never;
    }
    this.#options.onChange();
  }
}
