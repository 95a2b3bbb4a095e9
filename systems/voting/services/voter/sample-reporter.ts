import type { Bus } from '@temblor/kit/bus/bus';
import type { ReadSample } from '../monitor/error-report.ts';
import { errorTopic } from '../monitor/error-report.ts';

/** Samples that wait at most; the oldest gives way. */
const mostWaiting = 2000;

/** Samples of one event, so that its size stays bounded. */
const mostInOneReport = 200;

/** Passes are reported for so long after the last failure, because they speak against it. */
const reportPassesForUs = 3_000_000;

/**
 * Sends the voter's samples to the monitor in batches, off the path of the reads. One batch is under way at a time;
 * where the bus is away they are dropped and counted: they would be stale by the time that it is back.
 */
export class SampleReporter {
  /** Samples that never reached the bus, as far as is known. */
  dropped = 0;
  sent = 0;
  readonly #bus: Bus;
  readonly #reporter: string;
  #waiting: ReadSample[] = [];
  #lastFailureUs = Number.NEGATIVE_INFINITY;
  #sending: Promise<void> | undefined;

  constructor(bus: Bus, reporter: string) {
    this.#bus = bus;
    this.#reporter = reporter;
  }

  add(sample: ReadSample): void {
    const passed = sample.outcome === 'passed' || sample.outcome === 'agreed';
    if (!passed) this.#lastFailureUs = sample.at_us;
    if (passed && sample.at_us - this.#lastFailureUs > reportPassesForUs) return;
    this.#waiting.push(sample);
    if (this.#waiting.length <= mostWaiting) return;
    this.#waiting.shift();
    this.dropped += 1;
  }

  /** Sends what waits, unless a batch is under way. */
  flush(): void {
    if (this.#sending !== undefined || this.#waiting.length === 0) return;
    const samples = this.#waiting.splice(0, mostInOneReport);
    this.#sending = this.#send(samples).finally(() => {
      this.#sending = undefined;
    });
  }

  /** Resolves when no batch is under way. */
  async idle(): Promise<void> {
    await this.#sending;
  }

  async #send(samples: readonly ReadSample[]): Promise<void> {
    const value = { kind: 'read-samples', reporter: this.#reporter, samples: samples.map((sample) => ({ ...sample })) };
    try {
      await this.#bus.publish(errorTopic, [{ value }]);
      this.sent += samples.length;
    } catch {
      this.dropped += samples.length;
    }
  }
}
