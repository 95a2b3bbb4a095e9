import type { Random } from '@temblor/foundation/randomness/random';
import type { Outcome, Replica } from '../replica.ts';
import type { Strategy } from '../strategy.ts';
import { WeightedDraw } from '../structures/weighted-draw.ts';

interface Latency {
  readonly replica: Replica;
  valueMs: number;
  atMs: number;
}

/** How fast what was seen is forgotten: to 1/e in this time. Finagle's default. */
const decayMs = 10_000;
/** What everyone has before anything was seen; the same for all, so that only calls in flight count. */
const initialMs = 1;
/** What fades stops here, above 0: calls in flight count after a long silence too. */
const leastMs = 0.001;
/** A failure counts as an answer that took this many times as long as answers do. */
const failureFactor = 4;
/**
 * A call counts as at most this many typical ones: e³, so that a peak fades to what is typical within three times `decayMs`.
 * Without it one call of 30 s among those of 5 ms would keep a replica away for a minute and a half.
 */
const greatestPeak = Math.exp(3);
/** How much one answer counts in what is typical. */
const typicalGain = 1 / 16;

/**
 * Draws two and takes the one that is expected to answer sooner: latency × (calls in flight + 1). The latency is a moving
 * average that follows a rise at once and a fall slowly, and fades while nothing is seen, so that a replica that was slow
 * is tried again (Finagle's Peak EWMA; that a peak is limited is ours).
 *
 * A failure counts as a slow answer: one that fails fast must not look like the fastest. Who joins or comes back is taken for
 * as fast as the others are on average, until it has shown itself: what was seen before its absence says nothing now.
 */
export class PeakEwma implements Strategy {
  readonly #draw: WeightedDraw;
  readonly #bySlot: (Latency | undefined)[] = [];
  #greatestWeight = 1;
  /** The averages of those that answered last, of all replicas: one that only ever failed has none of its own. */
  #typicalMs = initialMs;
  /** Before the first answer nothing is typical, and nothing too long for that. */
  #answered = false;

  constructor(random: Random) {
    this.#draw = new WeightedDraw(random);
  }

  offer(candidates: readonly Replica[], nowMs: number): void {
    this.#draw.offer(candidates);
    const known = candidates.flatMap((replica) => this.#known(replica) ?? []);
    const mean = known.reduce((sum, latency) => sum + fadedMs(latency, nowMs), 0) / known.length;
    const valueMs = known.length === 0 ? initialMs : mean;
    this.#bySlot.length = 0;
    this.#greatestWeight = 0;
    for (const latency of known) this.#bySlot[latency.replica.slot] = latency;
    for (const replica of candidates) {
      this.#bySlot[replica.slot] ??= { replica, valueMs, atMs: nowMs };
      this.#greatestWeight = Math.max(this.#greatestWeight, replica.effectiveWeight);
    }
  }

  choose(_key: string | undefined, tried: readonly Replica[], nowMs: number): Replica | undefined {
    return this.#draw.better(tried, this.#isSooner, nowMs);
  }

  finished(replica: Replica, outcome: Outcome, latencyMs: number, nowMs: number): void {
    const latency = this.#known(replica);
    if (latency === undefined || outcome === 'cancelled') return;
    const kept = Math.exp((latency.atMs - nowMs) / decayMs);
    const seenMs = this.#answered ? Math.min(latencyMs, greatestPeak * this.#typicalMs) : latencyMs;
    const averageMs = latency.valueMs * kept + seenMs * (1 - kept);
    latency.atMs = nowMs;
    if (outcome === 'failure') {
      latency.valueMs = Math.max(averageMs, seenMs, failureFactor * this.#typicalMs);
    } else {
      latency.valueMs = Math.max(leastMs, averageMs, seenMs);
      this.#typicalMs += (latency.valueMs - this.#typicalMs) * (this.#answered ? typicalGain : 1);
      this.#answered = true;
    }
  }

  #known(replica: Replica): Latency | undefined {
    const latency = this.#bySlot[replica.slot];
    return latency?.replica === replica ? latency : undefined;
  }

  /**
   * Whether one of two is sooner by its queue as it is, for its weight, and also as the call would make it. The first alone
   * would give an idle replica of small weight as much as a great one, the second alone would give it nothing.
   */
  readonly #isSooner = (one: Replica, other: Replica, nowMs: number): boolean => {
    const oneMs = this.#latencyMs(one, nowMs);
    const otherMs = this.#latencyMs(other, nowMs);
    const oneQueue = one.inFlight * this.#greatestWeight;
    const otherQueue = other.inFlight * this.#greatestWeight;
    return (
      oneMs * (oneQueue / one.effectiveWeight + 1) < otherMs * (otherQueue / other.effectiveWeight + 1) &&
      oneMs * (one.inFlight + 1) * other.effectiveWeight <= otherMs * (other.inFlight + 1) * one.effectiveWeight
    );
  };

  #latencyMs(replica: Replica, nowMs: number): number {
    const latency = this.#bySlot[replica.slot];
    return latency === undefined ? 0 : fadedMs(latency, nowMs);
  }
}

function fadedMs({ valueMs, atMs }: Latency, nowMs: number): number {
  return nowMs > atMs ? Math.max(leastMs, valueMs * Math.exp((atMs - nowMs) / decayMs)) : valueMs;
}
