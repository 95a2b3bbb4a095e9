import type { Random } from '@temblor/foundation/randomness/random';
import type { WayEffect } from './faults/effect.ts';
import { TokenBucket } from './token-bucket.ts';

/** Less is not passed on at once where a rate is limited, so that a slow link does not dribble single bytes. */
const smallestPieceBytes = 1460;

/** One fault on one way of one link. */
export interface LaneRule {
  readonly effect: WayEffect;
  /** Present where the effect limits the rate. */
  readonly bucket: TokenBucket | undefined;
  readonly random: Random;
  /** To be called when the fault acted; what it did is said in words. */
  readonly acted: (detail: string) => void;
}

/** A rule whose bucket, if any, is full. */
export function createLaneRule(
  effect: WayEffect,
  options: { random: Random; acted: (detail: string) => void; nowUs: number },
): LaneRule {
  const bucket =
    effect.bytesPerSecond === undefined ? undefined : new TokenBucket(effect.bytesPerSecond, options.nowUs);
  return { effect, bucket, random: options.random, acted: options.acted };
}

/** What waits at a lane for bytes to be granted. */
export interface LaneUser {
  /** Asks to `grant` again what it wants, until nothing more is granted. */
  pump(): void;
}

/**
 * One way of one link, shared by all of its connections: how long what arrives is held, whether it is lost, and who
 * may send how much. Where the rate is limited those who wait are served in turn.
 */
export class Lane {
  /** True where nothing lies on the lane: the fast path. */
  plain = true;
  #rules: readonly LaneRule[] = [];
  #limited: readonly LaneRule[] = [];
  /** Who waits, in order, and for how many bytes. */
  readonly #waiting = new Map<LaneUser, number>();
  /** Who is asked to take its turn at this moment. */
  #served: LaneUser | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #nowUs: () => number;

  constructor(nowUs: () => number) {
    this.#nowUs = nowUs;
  }

  get swallows(): boolean {
    return this.#rules.some((rule) => rule.effect.swallows === true);
  }

  get delays(): boolean {
    return this.#rules.some((rule) => rule.effect.delayUs !== undefined);
  }

  /** Puts other rules in place. Whoever waited is forgotten, and has to be pumped by who calls this. */
  setRules(rules: readonly LaneRule[]): void {
    this.#rules = rules;
    this.#limited = rules.filter((rule) => rule.bucket !== undefined);
    this.plain = rules.length === 0;
    this.close();
  }

  /** Whether something that arrives now is lost; says so to the faults that lose it. */
  swallow(what: string): boolean {
    let swallowed = false;
    for (const rule of this.#rules) {
      if (rule.effect.swallows !== true) continue;
      swallowed = true;
      rule.acted(`${what} swallowed`);
    }
    return swallowed;
  }

  /** How long something that arrives now is held: the sum over all faults. */
  drawDelayUs(what: string): number {
    let sumUs = 0;
    for (const rule of this.#rules) {
      const delayUs = rule.effect.delayUs?.(rule.random) ?? 0;
      if (delayUs === 0) continue;
      sumUs += delayUs;
      rule.acted(`${what} held back for ${Math.round(delayUs / 1000)} ms`);
    }
    return sumUs;
  }

  /**
   * How many of the bytes that a user wants to send may go now. When it is fewer than wanted the user is pumped again
   * as soon as there is more, after those that wait longer.
   */
  grant(user: LaneUser, wantedBytes: number): number {
    if (this.#limited.length === 0) return wantedBytes;
    if (this.#served !== user && this.#waiting.size > 0) return this.#wait(user, wantedBytes);
    this.#served = undefined;
    const nowUs = this.#nowUs();
    let granted = wantedBytes;
    for (const { bucket } of this.#limited) granted = Math.min(granted, bucket?.available(nowUs) ?? granted);
    if (granted < Math.min(wantedBytes, this.#pieceBytes())) return this.#wait(user, wantedBytes);
    for (const { bucket } of this.#limited) bucket?.take(granted);
    if (granted < wantedBytes) this.#wait(user, wantedBytes - granted);
    return granted;
  }

  /** A user is gone. */
  leave(user: LaneUser): void {
    this.#waiting.delete(user);
  }

  /** Lets go of the timer and of everyone who waits. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting.clear();
  }

  #wait(user: LaneUser, wantedBytes: number): 0 {
    this.#waiting.set(user, wantedBytes);
    for (const rule of this.#limited) rule.acted('bytes had to wait for their turn');
    this.#arm();
    return 0;
  }

  /** Serves those who wait, the longest first, as long as there is something to give. */
  #serve(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (;;) {
      const [user] = this.#waiting.keys();
      if (user === undefined) return;
      if (this.#waitUs(user) > 0) {
        this.#arm();
        return;
      }
      this.#waiting.delete(user);
      this.#served = user;
      user.pump();
      this.#served = undefined;
    }
  }

  #arm(): void {
    const [user] = this.#waiting.keys();
    if (this.#timer !== undefined || user === undefined) return;
    this.#timer = setTimeout(() => this.#serve(), Math.max(1, Math.ceil(this.#waitUs(user) / 1000)));
  }

  /** Until the next piece can be given to a user. */
  #waitUs(user: LaneUser): number {
    const nowUs = this.#nowUs();
    const pieceBytes = Math.min(this.#waiting.get(user) ?? 0, this.#pieceBytes());
    return Math.max(0, ...this.#limited.map(({ bucket }) => bucket?.waitUs(pieceBytes, nowUs) ?? 0));
  }

  #pieceBytes(): number {
    return Math.min(smallestPieceBytes, ...this.#limited.map(({ bucket }) => Math.floor(bucket?.burstBytes ?? 1)));
  }
}
