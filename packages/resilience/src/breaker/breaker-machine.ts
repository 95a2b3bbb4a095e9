/**
 * The decisions of a circuit breaker (Nygard, "Release It!"), without timers and promises.
 *
 * Every admission is a number that says in which state it was given, and a result counts only for that state: what was
 * admitted before the breaker opened can neither close it nor open it again. Half open, a bounded number of calls is out
 * as probes at any time, and everyone else is rejected at once.
 *
 * An open breaker turns half open when it is asked after its time, not by a timer: until the next call nothing is to be
 * known.
 */
import type { Random } from '@temblor/foundation/randomness/random';
import type { TripCounter } from './trip-counter.ts';
import { tripCounter } from './trip-counter.ts';
import type { TripRule } from './trip-rule.ts';

/** What became of a call, for the breaker: `ignored` says nothing about the dependency, and gives a probe's place back. */
export type Verdict = 'success' | 'failure' | 'ignored';

/**
 * Positive: admitted while closed, the number of that closed state. Negative: a probe, each with a number of its own.
 * Zero: rejected. A number, since it is made for every call.
 */
export type Admission = number;

/** The admission that is none. */
export const rejected: Admission = 0;

/** Times are on the breaker's clock. */
export type BreakerState =
  | { readonly kind: 'closed'; readonly sinceMs: number; readonly rampUntilMs: number }
  | { readonly kind: 'open'; readonly sinceMs: number; readonly untilMs: number; readonly reason: string }
  | { readonly kind: 'half-open'; readonly sinceMs: number }
  /** Taken out of use by hand, until it is reset by hand. */
  | { readonly kind: 'isolated'; readonly sinceMs: number };

/** A change of state that a result brought. */
export type Transition = { readonly kind: 'opened'; readonly reason: string } | { readonly kind: 'closed' };

export interface BreakerRules {
  readonly trip: TripRule;
  /** How long it stays open the first time. */
  readonly openMs: number;
  /**
   * How the open time grows when the breaker opens again before it was closed for as long as it had been open: by
   * `factor` each time, up to `maxMs`.
   */
  readonly openBackoff: { readonly factor: number; readonly maxMs: number };
  /** The share of the open time that chance may take away, 0 to 1, so that many callers do not probe together. */
  readonly openJitter: number;
  /** How many probes may be out at once. */
  readonly probes: number;
  readonly successesToClose: number;
  /** After how long a probe that has no result gives its place to another. Its own result then changes nothing. */
  readonly probeTimeoutMs: number;
  /** How long after closing only a share of the calls is admitted, growing evenly from `rampFromShare` to all. */
  readonly rampMs: number;
  readonly rampFromShare: number;
}

interface Probe {
  readonly admission: Admission;
  readonly startedMs: number;
}

/** The breaker of one dependency. Its times must not go back. */
export class BreakerMachine {
  readonly #rules: BreakerRules;
  readonly #counter: TripCounter;
  #state: BreakerState = { kind: 'closed', sinceMs: Number.NEGATIVE_INFINITY, rampUntilMs: Number.NEGATIVE_INFINITY };
  /** Which state this is, counted from 1; what is admitted while it is closed carries it. */
  #generation = 1;
  /** The admission of a breaker that is closed and past its ramp; zero otherwise. */
  #free: Admission = 1;
  #lastProbe: Admission = 0;
  /** Out in this half-open state; empty in any other. */
  #probes: Probe[] = [];
  #probeSuccesses = 0;
  /** How often in a row it opened without having proved itself between. */
  #repeats = 0;
  #lastOpenMs = 0;

  constructor(rules: BreakerRules) {
    this.#rules = rules;
    this.#counter = tripCounter(rules.trip);
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Probes that are out and have not lost their place. */
  get probesOut(): number {
    return this.#probes.length;
  }

  /** Admits while that needs neither time nor chance; otherwise `rejected`, and `admit` decides. */
  admitFreely(): Admission {
    return this.#free;
  }

  admit(nowMs: number, random: Random): Admission {
    const state = this.#state;
    switch (state.kind) {
      case 'closed':
        return this.#admitRamped(state, nowMs, random);
      case 'open':
        if (nowMs < state.untilMs) return rejected;
        this.#enter({ kind: 'half-open', sinceMs: nowMs });
        return this.#admitProbe(nowMs);
      case 'half-open':
        return this.#admitProbe(nowMs);
      case 'isolated':
        return rejected;
      default:
        return state satisfies never;
    }
  }

  /** Whether `settle` needs the time of a success; where not, any number will do. */
  timesSuccess(admission: Admission): boolean {
    return admission < 0 || this.#counter.timesSuccesses;
  }

  /** Takes the result of an admission. Of a state that is over, and of an admission settled before, it changes nothing. */
  settle(admission: Admission, verdict: Verdict, nowMs: number, random: Random): Transition | undefined {
    if (admission < 0) return this.#settleProbe(admission, verdict, nowMs, random);
    if (admission !== this.#generation || verdict === 'ignored') return undefined;
    if (verdict === 'success') {
      this.#counter.success(nowMs);
      return undefined;
    }
    const reason = this.#counter.failure(nowMs);
    return reason === undefined ? undefined : this.open(reason, nowMs, random);
  }

  /** How long until an open breaker may be asked again; undefined in any other state. */
  retryAfterMs(nowMs: number): number | undefined {
    return this.#state.kind === 'open' ? Math.max(0, this.#state.untilMs - nowMs) : undefined;
  }

  /** Opens, for its usual time. */
  open(reason: string, nowMs: number, random: Random): Transition {
    return this.#enterOpen(reason, nowMs, random, 1);
  }

  /** Opens by hand: that is no proof that the dependency fails still, so the open time does not grow by it. */
  forceOpen(reason: string, nowMs: number, random: Random): Transition | undefined {
    return this.#state.kind === 'isolated' ? undefined : this.#enterOpen(reason, nowMs, random, 0);
  }

  #enterOpen(reason: string, nowMs: number, random: Random, repeat: 0 | 1): Transition {
    const { openMs, openBackoff, openJitter } = this.#rules;
    const proved = this.#state.kind === 'closed' && nowMs - this.#state.sinceMs >= this.#lastOpenMs;
    this.#repeats = proved ? 0 : this.#repeats + repeat;
    const grownMs = Math.min(openMs * openBackoff.factor ** this.#repeats, Math.max(openMs, openBackoff.maxMs));
    this.#lastOpenMs = openJitter === 0 ? grownMs : grownMs * (1 - openJitter * random.next());
    this.#enter({ kind: 'open', sinceMs: nowMs, untilMs: nowMs + this.#lastOpenMs, reason });
    return { kind: 'opened', reason };
  }

  /**
   * Ends the open time now: there is news from elsewhere, such as a health check that passes again, and the next call may
   * go out as a probe. In any other state it changes nothing.
   */
  endOpenTime(nowMs: number): void {
    const state = this.#state;
    if (state.kind === 'open' && state.untilMs > nowMs) this.#state = { ...state, untilMs: nowMs };
  }

  /** Rejects everything until `reset`. */
  isolate(nowMs: number): void {
    this.#enter({ kind: 'isolated', sinceMs: nowMs });
  }

  /** Closes at once, with no ramp and nothing remembered. */
  reset(nowMs: number): void {
    this.#close(nowMs, nowMs);
    this.#lastOpenMs = 0;
  }

  #close(nowMs: number, rampUntilMs: number): void {
    this.#counter.reset();
    this.#enter({ kind: 'closed', sinceMs: nowMs, rampUntilMs });
    if (nowMs >= rampUntilMs) this.#free = this.#generation;
  }

  #enter(state: BreakerState): void {
    this.#state = state;
    this.#generation += 1;
    this.#free = rejected;
    this.#probes = [];
    this.#probeSuccesses = 0;
  }

  #admitRamped(state: BreakerState & { kind: 'closed' }, nowMs: number, random: Random): Admission {
    if (nowMs >= state.rampUntilMs) {
      this.#free = this.#generation;
      return this.#generation;
    }
    const { rampMs, rampFromShare } = this.#rules;
    const share = rampFromShare + ((1 - rampFromShare) * (nowMs - state.sinceMs)) / rampMs;
    return random.next() < share ? this.#generation : rejected;
  }

  #admitProbe(nowMs: number): Admission {
    const { probes, probeTimeoutMs } = this.#rules;
    if (this.#probes.length >= probes) {
      this.#probes = this.#probes.filter(({ startedMs }) => nowMs - startedMs < probeTimeoutMs);
      if (this.#probes.length >= probes) return rejected;
    }
    this.#lastProbe -= 1;
    this.#probes.push({ admission: this.#lastProbe, startedMs: nowMs });
    return this.#lastProbe;
  }

  #settleProbe(admission: Admission, verdict: Verdict, nowMs: number, random: Random): Transition | undefined {
    const index = this.#probes.findIndex((probe) => probe.admission === admission);
    if (index === -1) return undefined;
    this.#probes.splice(index, 1);
    if (verdict === 'ignored') return undefined;
    if (verdict === 'failure') return this.open('a probe failed', nowMs, random);
    this.#probeSuccesses += 1;
    if (this.#probeSuccesses < this.#rules.successesToClose) return undefined;
    this.#close(nowMs, nowMs + this.#rules.rampMs);
    return { kind: 'closed' };
  }
}
