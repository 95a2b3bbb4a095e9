/** The voter without its HTTP surface: votes, judges, and tells the journal, the monitor and the database. */
import type { Clock, ClockAnchor } from '@temblor/foundation/clock/clock';
import { toWallClock } from '@temblor/foundation/clock/clock';
import type { FactWriter } from '@temblor/kit/facts/fact-writer';
import type { TraceContext } from '@temblor/kit/logs/trace-context';
import { LocalHealth } from '@temblor/protocols/failure-detectors/local-health';
import { majorityOf } from '@temblor/protocols/voting/ballot';
import { DecidedValues } from '@temblor/protocols/voting/decided-values';
import type { ReadSample } from '../monitor/error-report.ts';
import type { ReplicaReader } from './replica-reader.ts';
import type { SampleReporter } from './sample-reporter.ts';
import type { StatusFeed } from './status-feed.ts';
import type { VoteLog } from './vote-log.ts';
import type { VoteStatistics } from './vote-statistics.ts';
import type { VoteOutcome } from './voted-read.ts';
import { VotedRead } from './voted-read.ts';

/** How often reads under way are looked at and reports are sent. */
const tickMs = 50;
const windowMs = 1000;
/** The caller gets an answer by then at the latest. */
const deadlineMs = 1000;
/** At most one `dissent-observed` a replica and second: a lying replica dissents in every read. */
const dissentFactEveryUs = 1_000_000;

export interface VoterParts {
  readonly clock: Clock;
  readonly anchor: ClockAnchor;
  readonly facts: FactWriter;
  readonly readers: readonly ReplicaReader[];
  readonly feed: StatusFeed;
  readonly reporter: SampleReporter;
  readonly log: VoteLog;
  readonly statistics: VoteStatistics;
  readonly trustsFirst: boolean;
}

/** A read's answer to its caller. */
export interface VotedAnswer {
  readonly outcome: VoteOutcome;
  readonly fanOut: number;
  readonly latencyMs: number;
}

/** Asks the replicas, votes on their answers, and tells what it saw of each. */
export class Voter implements AsyncDisposable {
  readonly quorum: number;
  readonly #parts: VoterParts;
  readonly #health: LocalHealth;
  readonly #decided = new DecidedValues(1024);
  readonly #active = new Set<VotedRead>();
  readonly #dissentToldUs = new Map<string, number>();
  readonly #timers: readonly NodeJS.Timeout[];
  #windowStartUs: number;
  #hasQuorum = true;

  constructor(parts: VoterParts) {
    this.#parts = parts;
    this.quorum = majorityOf(parts.readers.length);
    this.#windowStartUs = parts.clock.nowUs();
    this.#health = new LocalHealth({ intervalUs: tickMs * 1000, toleranceUs: 25_000, nowUs: this.#windowStartUs });
    this.#timers = [setInterval(() => this.#tick(), tickMs), setInterval(() => this.#endWindow(), windowMs)];
  }

  /** Votes; the answer is there at the deadline at the latest. Never rejects. */
  async read(minOffset: number, trace: TraceContext | undefined): Promise<VotedAnswer> {
    const vote = this.#open(minOffset, trace);
    const outcome = await vote.outcome;
    const latencyMs = (this.#parts.clock.nowUs() - vote.startedUs) / 1000;
    this.#answered(outcome, latencyMs);
    void vote.settled.then((settled) => this.#settled(settled));
    return { outcome, fanOut: vote.fanOut, latencyMs };
  }

  /** Takes in how a request to a replica went. `offset`: where it was compared; absent where it was not. */
  sampled(sample: ReadSample, offset = -1): void {
    const slowness = sample.outcome === 'slow' || sample.outcome === 'timed-out';
    // What is late while this process itself was held up says nothing about the replica.
    if (slowness && !this.#health.wasInTime(sample.started_us, sample.at_us)) return;
    this.#parts.statistics.sampled(sample.outcome);
    this.#parts.reporter.add(sample);
    if (sample.outcome === 'dissented') this.#tellDissent(sample, offset);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    for (const vote of this.#active) vote.expire();
    this.#endWindow();
    this.#parts.reporter.flush();
    await Promise.all([this.#parts.reporter.idle(), this.#parts.log.close()]);
  }

  #open(minOffset: number, trace: TraceContext | undefined): VotedRead {
    const { clock, readers, feed, trustsFirst } = this.#parts;
    const left = readers.flatMap(({ instanceId }) => feed.off.get(instanceId) ?? []);
    const vote = new VotedRead({
      clock,
      readers,
      quorum: this.quorum,
      minOffset,
      left,
      decidedValues: this.#decided,
      ...(trace === undefined ? {} : { trace }),
      trustsFirst,
      onSample: (sample, offset) => this.sampled(sample, offset),
    });
    this.#active.add(vote);
    void vote.settled.then(() => this.#active.delete(vote));
    return vote;
  }

  #answered(outcome: VoteOutcome, latencyMs: number): void {
    const { statistics, facts, clock } = this.#parts;
    statistics.answered(outcome, latencyMs);
    if (outcome.kind === 'no-quorum' && this.#hasQuorum) {
      this.#hasQuorum = false;
      facts.write({ type: 'quorum-lost', valid: outcome.valid, needed: this.quorum }, clock.nowUs());
    } else if (outcome.kind === 'decided' && !this.#hasQuorum) {
      this.#hasQuorum = true;
      facts.write({ type: 'quorum-regained' }, clock.nowUs());
    }
  }

  #settled(vote: Awaited<VotedRead['settled']>): void {
    const { clock, anchor, log, statistics } = this.#parts;
    statistics.settled(vote);
    log.add(vote, toWallClock(anchor, clock.nowUs()));
  }

  #tellDissent(sample: ReadSample, offset: number): void {
    const toldUs = this.#dissentToldUs.get(sample.instance_id) ?? Number.NEGATIVE_INFINITY;
    if (sample.at_us - toldUs < dissentFactEveryUs) return;
    this.#dissentToldUs.set(sample.instance_id, sample.at_us);
    const { instance_id: instance, detail } = sample;
    this.#parts.facts.write({ type: 'dissent-observed', instance, offset, detail }, sample.at_us);
  }

  #tick(): void {
    const nowUs = this.#parts.clock.nowUs();
    this.#health.tick(nowUs);
    for (const reader of this.#parts.readers) reader.reportLate(nowUs);
    for (const vote of this.#active) {
      if (nowUs - vote.startedUs >= deadlineMs * 1000) vote.expire();
    }
    this.#parts.reporter.flush();
    this.#parts.log.flush();
  }

  #endWindow(): void {
    const endUs = this.#parts.clock.nowUs();
    const window = this.#parts.statistics.takeWindow(this.#windowStartUs, endUs);
    this.#windowStartUs = endUs;
    if (window !== undefined) this.#parts.facts.write(window, endUs);
  }
}
