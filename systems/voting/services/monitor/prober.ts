import type { Clock } from '@temblor/foundation/clock/clock';
import type { HttpClient } from '@temblor/kit/http/http-client';
import type { LocalHealth } from '@temblor/protocols/failure-detectors/local-health';
import type { ProbeOutcome } from '@temblor/protocols/failure-detectors/recovery';
import type { CheckResult } from './health-check.ts';
import { checkPage } from './health-check.ts';

const probeIntervalMs = 15;
const probeTimeoutMs = 100;
/** While so many probes are unanswered no further one is sent. */
const mostOutstanding = 8;

export interface ProberOptions {
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly localHealth: LocalHealth;
  /** The pages of which a probe asks each once; it passes when all of them do. */
  readonly pages: readonly string[];
  readonly onOutcome: (sequence: number, outcome: ProbeOutcome, atUs: number) => void;
  /** Called before each probe: for what is to be done at the same pace. */
  readonly onTick: () => void;
}

/**
 * Probes an instance that is OFF, every 15 ms, whether the last probe is answered or not.
 *
 * A probe is two requests, so that it is harder to pass by chance than a single one: at a failure probability of 0.3, 20
 * in a row pass with 0.08 % when each is one request, which over the three hundred probes of a fault of five seconds
 * would still let every fifteenth such replica return; with two it is one in ten thousand.
 */
export class Prober implements Disposable {
  readonly #options: ProberOptions;
  #timer: NodeJS.Timeout | undefined;
  #dueUs: number;
  #sequence = 0;
  #outstanding = 0;
  #closed = false;

  /** Starts probing. */
  constructor(options: ProberOptions) {
    this.#options = options;
    this.#dueUs = options.clock.nowUs();
    this.#schedule();
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    const nowUs = this.#options.clock.nowUs();
    this.#dueUs = Math.max(this.#dueUs + probeIntervalMs * 1000, nowUs);
    this.#timer = setTimeout(
      () => {
        this.#options.onTick();
        if (this.#closed) return;
        if (this.#outstanding < mostOutstanding) void this.#probe();
        this.#schedule();
      },
      (this.#dueUs - nowUs) / 1000,
    );
  }

  async #probe(): Promise<void> {
    const { client, clock, pages, localHealth, onOutcome } = this.#options;
    const sequence = this.#sequence;
    this.#sequence += 1;
    this.#outstanding += 1;
    const results = await Promise.all(pages.map((page) => checkPage(client, page, probeTimeoutMs, clock)));
    this.#outstanding -= 1;
    if (!this.#closed) onOutcome(sequence, outcomeOf(results, localHealth, clock.nowUs()), clock.nowUs());
  }
}

function outcomeOf(results: readonly CheckResult[], localHealth: LocalHealth, nowUs: number): ProbeOutcome {
  if (results.some(({ outcome }) => outcome === 'failed')) return 'failed';
  const late = results.find(({ outcome }) => outcome === 'timed-out');
  if (late === undefined) return 'passed';
  return localHealth.wasInTime(late.startedUs, nowUs) ? 'failed' : 'void';
}
