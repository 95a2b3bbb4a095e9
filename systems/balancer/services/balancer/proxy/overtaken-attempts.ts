/**
 * Attempts of an exchange that another copy overtook. They go on for a while without anybody waiting for them: were they
 * cancelled at once, a replica that fails late would never be seen to fail, because its failures come after the hedges
 * have been answered; and a probe that a hedge overtook would decide nothing.
 */
import type { Attempt } from './attempt.ts';

const nobody: readonly Attempt[] = [];

export class OvertakenAttempts {
  #attempts: readonly Attempt[] = [];
  #untilMs = Number.POSITIVE_INFINITY;

  get isEmpty(): boolean {
    return this.#attempts.length === 0;
  }

  /** @param untilMs when all of them are given up. */
  add(attempts: readonly Attempt[], untilMs: number): void {
    if (attempts.length === 0) return;
    this.#attempts = [...this.#attempts, ...attempts];
    this.#untilMs = untilMs;
  }

  /** Takes one out that ended. @returns false where it is none of these. */
  leave(attempt: Attempt): boolean {
    if (!this.#attempts.includes(attempt)) return false;
    this.#attempts = this.#attempts.filter((other) => other !== attempt);
    return true;
  }

  /** Gives up those on a replica of which nothing is to be learnt any more. */
  abandonOn(upstreamId: string): void {
    for (const attempt of this.#attempts) {
      if (attempt.admission.upstream.id === upstreamId && this.leave(attempt)) attempt.abandon('cancelled');
    }
  }

  abandonAll(): void {
    const attempts = this.#attempts;
    this.#attempts = [];
    for (const attempt of attempts) attempt.abandon('cancelled');
  }

  /** @returns those whose time is over, which were given up. */
  sweep(nowMs: number): readonly Attempt[] {
    if (nowMs < this.#untilMs || this.isEmpty) return nobody;
    const attempts = this.#attempts;
    this.abandonAll();
    return attempts;
  }
}
