import type { JournalEventOf, JournalFact, LatencySummary } from '@temblor/lab/journal/event';
import type { SettledVote, VoteOutcome } from './voted-read.ts';

/** How many latencies the percentiles of `/voting/stats` look back over. */
const rememberedLatencies = 4096;

interface Counts {
  votes: number;
  decided: number;
  withoutQuorum: number;
  offsetNotReached: number;
  settled: number;
  fanOut: number;
  quorum: number;
  dissents: number;
  slowAnswers: number;
  failedReads: number;
  excluded: Map<string, number>;
}

/** What the voter counts of its votes: since its start, and by windows for the journal. */
export class VoteStatistics {
  #total = emptyCounts();
  #window = emptyCounts();
  #windowLatencies: number[] = [];
  readonly #recentLatencies: number[] = [];
  #nextLatency = 0;

  /** A vote's caller has got its answer. */
  answered(outcome: VoteOutcome, latencyMs: number): void {
    for (const counts of [this.#total, this.#window]) {
      counts.votes += 1;
      if (outcome.kind === 'decided') counts.decided += 1;
      else if (outcome.kind === 'no-quorum') counts.withoutQuorum += 1;
      else counts.offsetNotReached += 1;
    }
    this.#windowLatencies.push(latencyMs);
    this.#recentLatencies[this.#nextLatency] = latencyMs;
    this.#nextLatency = (this.#nextLatency + 1) % rememberedLatencies;
  }

  /** Everybody who was asked in a vote has answered or failed. */
  settled(vote: SettledVote): void {
    for (const counts of [this.#total, this.#window]) {
      counts.settled += 1;
      counts.fanOut += vote.fanOut;
      counts.quorum += vote.agreed;
      for (const replica of new Set(vote.excluded.map(({ instance_id }) => instance_id))) {
        counts.excluded.set(replica, (counts.excluded.get(replica) ?? 0) + 1);
      }
    }
  }

  /** A read of a replica was judged. */
  sampled(outcome: string): void {
    for (const counts of [this.#total, this.#window]) {
      if (outcome === 'dissented') counts.dissents += 1;
      if (outcome === 'slow' || outcome === 'timed-out') counts.slowAnswers += 1;
      if (outcome === 'failed') counts.failedReads += 1;
    }
  }

  /** The votes since the last call, as a fact; undefined where there were none. */
  takeWindow(startUs: number, endUs: number): JournalFact | undefined {
    const counts = this.#window;
    const latencies = this.#windowLatencies;
    this.#window = emptyCounts();
    this.#windowLatencies = [];
    if (counts.votes === 0 && counts.settled === 0) return undefined;
    const window: Omit<JournalEventOf<'vote-window'>, 'sequence' | 'atUs' | 'system'> = {
      type: 'vote-window',
      startUs,
      endUs,
      decided: counts.decided,
      withoutQuorum: counts.withoutQuorum,
      dissents: counts.dissents,
      meanFanOut: ratio(counts.fanOut, counts.settled),
      meanQuorum: ratio(counts.quorum, counts.settled),
      excluded: Object.fromEntries(counts.excluded),
      latency: summarize(latencies),
    };
    return window;
  }

  /** The body of `/voting/stats`, as far as it is about votes. */
  view() {
    const { total, latency } = { total: this.#total, latency: summarize(this.#recentLatencies) };
    return {
      votes: total.votes,
      decided: total.decided,
      without_quorum: total.withoutQuorum,
      offset_not_reached: total.offsetNotReached,
      success_rate: percent(total.decided, total.votes),
      quorum_success_rate: percent(total.decided, total.decided + total.withoutQuorum),
      mean_fan_out: ratio(total.fanOut, total.settled),
      mean_quorum: ratio(total.quorum, total.settled),
      outliers: { dissents: total.dissents, slow_answers: total.slowAnswers },
      failed_reads: total.failedReads,
      excluded_replicas: Object.fromEntries(total.excluded),
      latency_ms: {
        p50: latency.p50Ms,
        p95: latency.p95Ms,
        p99: latency.p99Ms,
        mean: latency.meanMs,
        max: latency.maxMs,
      },
    };
  }
}

/** Nearest-rank percentiles; all zero of an empty list. */
function summarize(values: readonly number[]): LatencySummary {
  const sorted = [...values].sort((left, right) => left - right);
  const count = sorted.length;
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * count) - 1)] ?? 0;
  const meanMs = ratio(
    sorted.reduce((sum, value) => sum + value, 0),
    count,
  );
  return { count, meanMs, p50Ms: rank(0.5), p95Ms: rank(0.95), p99Ms: rank(0.99), maxMs: rank(1) };
}

function emptyCounts(): Counts {
  return {
    votes: 0,
    decided: 0,
    withoutQuorum: 0,
    offsetNotReached: 0,
    settled: 0,
    fanOut: 0,
    quorum: 0,
    dissents: 0,
    slowAnswers: 0,
    failedReads: 0,
    excluded: new Map(),
  };
}

/** 0 where there is nothing to divide by. */
function ratio(sum: number, count: number): number {
  return count === 0 ? 0 : sum / count;
}

/** In percent; null where nothing was counted. */
function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : (100 * part) / whole;
}
