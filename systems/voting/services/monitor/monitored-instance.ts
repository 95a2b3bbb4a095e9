/** One instance under the monitor's eyes: performs what its watch decides, and tells it what was seen. */
import type { Clock, ClockAnchor } from '@temblor/foundation/clock/clock';
import { toWallClock } from '@temblor/foundation/clock/clock';
import type { HttpClient } from '@temblor/kit/http/http-client';
import { openHttpClient } from '@temblor/kit/http/http-client';
import type {
  InstanceWatch,
  WatchEffect,
  WatchInput,
  WatchOptions,
} from '@temblor/protocols/failure-detectors/instance-watch';
import { stepWatch, watchInstance } from '@temblor/protocols/failure-detectors/instance-watch';
import type { LocalHealth } from '@temblor/protocols/failure-detectors/local-health';
import type { ReadSample } from './error-report.ts';
import type { CheckResult } from './health-check.ts';
import { checkPage } from './health-check.ts';
import { HeldConnection } from './held-connection.ts';
import { Prober } from './prober.ts';
import type { InstanceStatusView } from './status.ts';

/** From one health check of an instance to the next. */
export const checkIntervalMs = 200;
/** Shorter than the interval, so that checks never overlap, and far above what a well instance takes. */
const checkTimeoutMs = 180;
/** Until an instance has answered for the first time it is asked more often: the system is starting. */
const firstCheckIntervalMs = 25;

export interface MonitoredTarget {
  readonly service: string;
  readonly instanceId: string;
  readonly url: string;
  /** Whether it is a replica whose values can be compared. */
  readonly replica: boolean;
}

export interface MonitoredInstanceOptions {
  readonly target: MonitoredTarget;
  readonly clock: Clock;
  readonly anchor: ClockAnchor;
  readonly localHealth: LocalHealth;
  readonly watch: WatchOptions;
  readonly onEffect: (instance: MonitoredInstance, effect: WatchEffect, atUs: number) => void;
  /** Compares the instance with the other replicas. */
  readonly shadowRead: (instance: MonitoredInstance) => Promise<'agreed' | 'dissented' | 'void'>;
}

/** An instance under watch: its checks, its probing while it is OFF, and what was decided about it. */
export class MonitoredInstance implements AsyncDisposable {
  readonly target: MonitoredTarget;
  readonly client: HttpClient;
  readonly #options: MonitoredInstanceOptions;
  readonly #held: HeldConnection;
  #watch: InstanceWatch;
  #lastCheck: CheckResult | undefined;
  #prober: Prober | undefined;
  #comparing = false;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** Starts checking after `delayMs`, so that the checks of several instances are spread. */
  constructor(options: MonitoredInstanceOptions, delayMs: number) {
    this.#options = options;
    this.target = options.target;
    this.client = openHttpClient(options.target.url, { timeoutMs: checkTimeoutMs, connections: 24 });
    this.#watch = watchInstance(options.watch, options.clock.nowUs());
    this.#held = new HeldConnection({
      url: options.target.url,
      nowUs: () => options.clock.nowUs(),
      onLost: (detail, startedUs) => this.#lost(detail, startedUs),
    });
    this.#schedule(options.clock.nowUs() + delayMs * 1000);
  }

  get isOn(): boolean {
    return this.#watch.status.kind === 'ON';
  }

  /** Whether anything is known of it yet: it has passed a check, or had its time to. */
  get isDecided(): boolean {
    return this.#watch.everPassed || this.#watch.status.kind === 'OFF';
  }

  /** Takes in what a read of the voter gave. */
  take({ outcome, detail, at_us: atUs, started_us: startedUs }: ReadSample): void {
    this.#step({ type: 'sample', sample: { atUs, source: 'read', outcome, detail }, startedUs });
  }

  /** Lets time pass. */
  tick(nowUs: number): void {
    const inTime = this.#options.localHealth.wasInTime(this.#watch.lastCheckUs ?? nowUs, nowUs);
    this.#step({ type: 'tick', atUs: nowUs, inTime });
  }

  view(): InstanceStatusView {
    const { service, instanceId } = this.target;
    const { status, lastCheckUs, consecutiveFailures } = this.#watch;
    return {
      service_name: service,
      instance_id: instanceId,
      status: status.kind,
      last_check: lastCheckUs === undefined ? null : toWallClock(this.#options.anchor, lastCheckUs).toISOString(),
      consecutive_failures: consecutiveFailures,
      response_time_ms: this.#lastCheck?.responseMs ?? null,
      reason: status.kind === 'OFF' ? `${status.detector}: ${status.reason}` : status.reason,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#prober?.[Symbol.dispose]();
    this.#held[Symbol.dispose]();
    await this.client[Symbol.asyncDispose]();
  }

  #schedule(dueUs: number): void {
    if (this.#closed) return;
    const waitMs = Math.max(0, (dueUs - this.#options.clock.nowUs()) / 1000);
    this.#timer = setTimeout(() => void this.#check(dueUs), waitMs);
  }

  async #check(dueUs: number): Promise<void> {
    const { clock, localHealth } = this.#options;
    const result = await checkPage(this.client, '/health', checkTimeoutMs, clock);
    if (this.#closed) return;
    const { startedUs, endedUs: atUs, outcome, detail } = result;
    // An answer that could not be read in time, because this process was held up, says nothing.
    const void_ = outcome === 'timed-out' && !localHealth.wasInTime(startedUs, atUs);
    if (!void_) {
      this.#lastCheck = result;
      this.#step({ type: 'sample', sample: { atUs, source: 'check', outcome, detail }, startedUs });
      if (outcome === 'passed') this.#held.hold();
    }
    const intervalMs = this.#watch.everPassed ? checkIntervalMs : firstCheckIntervalMs;
    this.#schedule(Math.max(dueUs + intervalMs * 1000, clock.nowUs()));
  }

  #lost(detail: string, startedUs: number): void {
    const atUs = this.#options.clock.nowUs();
    this.#step({
      type: 'sample',
      sample: { atUs, source: 'connection', outcome: 'connection-lost', detail },
      startedUs,
    });
  }

  #step(input: WatchInput): void {
    if (this.#closed) return;
    const [watch, effects] = stepWatch(this.#watch, input);
    this.#watch = watch;
    const atUs = input.type === 'sample' ? input.sample.atUs : input.atUs;
    for (const effect of effects) {
      if (effect.type === 'turned-off') this.#startProbing();
      if (effect.type === 'turned-on') this.#stopProbing();
      this.#options.onEffect(this, effect, Math.max(atUs, this.#options.clock.nowUs()));
    }
  }

  #startProbing(): void {
    const { clock, localHealth, target } = this.#options;
    this.#prober?.[Symbol.dispose]();
    this.#prober = new Prober({
      client: this.client,
      clock,
      localHealth,
      pages: ['/health', target.replica ? '/inventory' : '/health'],
      onOutcome: (sequence, outcome, atUs) => this.#step({ type: 'probe', sequence, outcome, atUs }),
      onTick: () => this.#compare(),
    });
  }

  #stopProbing(): void {
    this.#prober?.[Symbol.dispose]();
    this.#prober = undefined;
  }

  /** One shadow read at a time, while agreement is what the instance has to show. */
  #compare(): void {
    const { status } = this.#watch;
    if (this.#comparing || status.kind !== 'OFF' || status.recovery.rule.agreements === 0) return;
    this.#comparing = true;
    void this.#options.shadowRead(this).then((finding) => {
      this.#comparing = false;
      this.#step({ type: 'shadow-read', finding, atUs: this.#options.clock.nowUs() });
    });
  }
}
