import type { Json, Operation, OperationOutcome } from '@temblor/checkers/history/operation';
import type { Random } from '@temblor/foundation/randomness/random';
import type { JournalFact } from '@temblor/lab/journal/event';
import type { PlannedRequest, ReceivedAnswer, Workload } from '@temblor/lab/load/workload';
import type { SentOutcome } from './http-sender.ts';
import { createLatencyHistogram, recordLatency } from './latency-histogram.ts';
import type { LoadWindow } from './load-windows.ts';
import { countCompletion, countIntended, LoadWindows } from './load-windows.ts';
import { Schedule } from './schedule.ts';

/** More requests than this at once are not sent. */
const inFlightLimit = 10_000;

/** So many are sent in a row when the schedule was missed; then answers are read. */
const burstLimit = 128;

/** Windows are looked after so often, in µs, when nothing is to be sent. */
const householdUs = 25_000;

/** How long a window that is cut waits for its answers. */
const cutGraceUs = 100_000;

/** The most that is waited for by asking again and again: exact, but it costs the core. */
const spinLimitUs = 300;

/** The part of a core that waiting like that may cost. */
const spinShare = 0.06;

/** Below this share of the intended requests, or beyond this lag, the schedule was not kept. */
const leastSentShare = 0.99;
const p99LagLimitUs = 10_000;

/** No answer, and those that do not say whether a write took effect: whoever gave it may have acted before it failed. */
const undecided: ReadonlySet<number> = new Set([0, 500, 502, 503, 504]);

export interface LoadRunOptions {
  readonly ratePerSecond: number;
  readonly seed: number;
  /** From the start: until then lateness does not count, since everything is cold. Default 0. */
  readonly warmUpMs?: number;
  readonly random: Random;
  readonly workload: Workload;
  readonly nowUs: () => number;
  /** Sends a request and calls back once, later. */
  readonly send: (request: PlannedRequest, settled: (outcome: SentOutcome) => void) => void;
  readonly record: (operation: Operation) => void;
  readonly tell: (fact: JournalFact, atUs: number) => void;
  /** Why the run is invalid for a reason of its surroundings; asked at the end. */
  readonly failure: () => string | undefined;
  /** Called when the workload itself threw: the run cannot go on. */
  readonly broken: (error: unknown) => void;
}

/**
 * An open loop: requests start when the schedule says, whatever became of those before. One timer paces it; what it
 * missed is sent at once and measured from its intended start.
 */
export class LoadRun {
  readonly #options: LoadRunOptions;
  readonly #schedule: Schedule;
  readonly #windows: LoadWindows;
  readonly #lag = createLatencyHistogram(3);
  readonly #spinUs: number;
  readonly #warmUntilUs: number;
  #state: 'running' | 'ending' | 'ended' = 'running';
  #intended = 0;
  #sent = 0;
  #inFlight = 0;
  #waiters: (() => boolean)[] = [];

  /** Starts at once. */
  constructor(options: LoadRunOptions) {
    this.#options = options;
    const startUs = options.nowUs();
    const { ratePerSecond, seed, warmUpMs = 0 } = options;
    this.#warmUntilUs = startUs + warmUpMs * 1000;
    this.#schedule = new Schedule(startUs, ratePerSecond, options.random);
    this.#spinUs = Math.min(spinLimitUs, (spinShare * 1_000_000) / ratePerSecond);
    this.#windows = new LoadWindows(startUs, (fact) => options.tell(fact, options.nowUs()));
    options.tell({ type: 'load-started', ratePerSecond, seed }, startUs);
    this.#tick();
  }

  /**
   * Ends the present window. Resolves when it was told, or after 100 ms where calls hang, so that they do not hold up a
   * phase: the window then follows when they have ended.
   */
  async cut(): Promise<void> {
    const nowUs = this.#options.nowUs();
    const windows = this.#windows.cut(nowUs);
    const late = (): boolean => this.#options.nowUs() > nowUs + cutGraceUs;
    await this.#until(() => windows.every((window) => window.told) || late());
  }

  /** Starts nothing more. Resolves when every call has its outcome and `load-finished` was told. */
  async stop(): Promise<void> {
    if (this.#state === 'running') {
      this.#sendDue();
      this.#state = 'ending';
      const nowUs = this.#options.nowUs();
      this.#countMissed(nowUs);
      this.#windows.cut(nowUs);
    }
    await this.#until(() => !this.#windows.hasUntold);
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#options.tell(this.#finished(), this.#options.nowUs());
  }

  #until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(() => {
        const holds = condition();
        if (holds) resolve();
        return holds;
      });
      this.#keepHouse();
    });
  }

  readonly #tick = (): void => {
    if (this.#state === 'running') this.#sendDue();
    this.#keepHouse();
    if (this.#state === 'ended') return;
    const nowUs = this.#options.nowUs();
    const dueUs = this.#state === 'running' ? this.#schedule.nextUs : Number.POSITIVE_INFINITY;
    const waitUs = Math.min(dueUs - nowUs, householdUs);
    if (waitUs < this.#spinUs) setImmediate(this.#tick);
    else setTimeout(this.#tick, Math.max(1, Math.floor(waitUs / 1000)));
  };

  #sendDue(): void {
    for (let count = 0; count < burstLimit; count += 1) {
      const nowUs = this.#options.nowUs();
      const intendedUs = this.#schedule.nextUs;
      if (intendedUs > nowUs) return;
      this.#schedule.advance();
      this.#intended += 1;
      const window = this.#windows.of(intendedUs);
      if (this.#inFlight >= inFlightLimit) {
        countIntended(window, undefined);
        continue;
      }
      const lagUs = nowUs - intendedUs;
      if (intendedUs >= this.#warmUntilUs) recordLatency(this.#lag, lagUs);
      countIntended(window, lagUs);
      this.#send(window, intendedUs, nowUs);
    }
  }

  #send(window: LoadWindow, intendedUs: number, invokedUs: number): void {
    const id = this.#sent;
    this.#sent += 1;
    this.#inFlight += 1;
    try {
      const request = this.#options.workload.next(id);
      this.#options.send(request, ({ answer, noAnswer, sentUs }) => {
        this.#inFlight -= 1;
        const completedUs = this.#options.nowUs();
        const outcome = this.#judge(request, answer);
        const { name, input } = request;
        const { status } = answer;
        const output: Json = answer.body;
        this.#options.record({ id, name, input, outcome, output, status, invokedUs, completedUs });
        const correctedUs = completedUs - intendedUs;
        countCompletion(window, {
          name,
          outcome,
          status: noAnswer ?? status,
          correctedUs,
          uncorrectedUs: completedUs - (sentUs ?? invokedUs),
        });
        if (this.#windows.hasUntold) this.#keepHouse();
      });
    } catch (error) {
      this.#options.broken(error);
    }
  }

  #judge(request: PlannedRequest, answer: ReceivedAnswer): OperationOutcome {
    try {
      const outcome = this.#options.workload.judge?.(request, answer);
      if (outcome !== undefined) return outcome;
    } catch (error) {
      this.#options.broken(error);
    }
    if (answer.status >= 200 && answer.status < 300) return 'ok';
    const mayHaveActed = request.method !== 'GET' && undecided.has(answer.status);
    return mayHaveActed ? 'unknown' : 'failed';
  }

  /** What is due at the end and was not sent: the schedule was that far behind. */
  #countMissed(nowUs: number): void {
    while (this.#schedule.nextUs <= nowUs) {
      this.#intended += 1;
      countIntended(this.#windows.of(this.#schedule.nextUs), undefined);
      this.#schedule.advance();
    }
  }

  #keepHouse(): void {
    const nowUs = this.#options.nowUs();
    const scheduledUs = this.#state === 'running' ? this.#schedule.nextUs : Number.POSITIVE_INFINITY;
    if (this.#state !== 'ended') this.#windows.advance(nowUs, scheduledUs);
    this.#waiters = this.#waiters.filter((waiter) => !waiter());
  }

  #finished(): JournalFact {
    const [intended, sent] = [this.#intended, this.#sent];
    const p99LagUs = this.#lag.totalCount === 0 ? 0 : this.#lag.getValueAtPercentile(99);
    const { ratePerSecond, failure } = this.#options;
    const busy = tellBusyMachine({ intended, sent, p99LagUs, ratePerSecond });
    const reasons = [busy, failure()].filter((reason) => reason !== undefined);
    const reason =
      reasons.length === 0 ? `the schedule was kept: ${sent} of ${intended} were sent` : reasons.join('; ');
    return { type: 'load-finished', intended, sent, valid: reasons.length === 0, reason };
  }
}

interface Kept {
  readonly intended: number;
  readonly sent: number;
  readonly p99LagUs: number;
  readonly ratePerSecond: number;
}

/** That the machine was too busy for the schedule, by how much, and what to do; undefined where the schedule was kept. */
function tellBusyMachine({ intended, sent, p99LagUs, ratePerSecond }: Kept): string | undefined {
  const lagMs = (p99LagUs / 1000).toFixed(1);
  const late = `one request in a hundred was sent ${lagMs} ms late or later; ${p99LagLimitUs / 1000} ms are allowed`;
  const faults = [
    sent < intended * leastSentShare ? `only ${sent} of ${intended} requests were sent` : undefined,
    p99LagUs > p99LagLimitUs ? late : undefined,
  ].filter((fault) => fault !== undefined);
  if (faults.length === 0) return undefined;
  return [
    `this machine was too busy to send ${ratePerSecond} requests/s on time (${faults.join('; ')})`,
    'close other programs and run it again, or take a lower rate',
    '--rate of the command load, ratePerSecond in an experiment of your own',
  ].join(': ');
}
