/** When an instance that exited by itself is started again, and when it is given up. Pure. */

export interface UnexpectedExit {
  readonly atUs: number;
  /** Whether that process had passed a health check. */
  readonly wasReady: boolean;
}

export type RestartDecision = { kind: 'restart'; delayMs: number } | { kind: 'abandon'; reason: string };

const windowUs = 10_000_000;
const exitsToAbandon = 5;
const firstDelayMs = 100;
const maximumDelayMs = 2000;

/**
 * The first exit is answered at once, the following ones within ten seconds after 100 ms, 200 ms … at most 2 s. After
 * five exits within ten seconds without having been ready once, it is given up.
 *
 * @param exits the unexpected exits so far, oldest first, the one to be answered last.
 */
export function decideRestart(exits: readonly UnexpectedExit[]): RestartDecision {
  const last = exits.at(-1);
  if (last === undefined) return { kind: 'restart', delayMs: 0 };
  const recent = exits.filter(({ atUs }) => last.atUs - atUs < windowUs);
  const sinceReady = recent.slice(recent.findLastIndex(({ wasReady }) => wasReady) + 1);
  if (sinceReady.length >= exitsToAbandon) {
    return {
      kind: 'abandon',
      reason: `it exited ${exitsToAbandon} times within 10 s without passing its health check`,
    };
  }
  if (recent.length === 1) return { kind: 'restart', delayMs: 0 };
  return { kind: 'restart', delayMs: Math.min(maximumDelayMs, firstDelayMs * 2 ** (recent.length - 2)) };
}

/** Drops the exits that no decision will look at any more. */
export function forgetOldExits(exits: readonly UnexpectedExit[], nowUs: number): UnexpectedExit[] {
  return exits.filter(({ atUs }) => nowUs - atUs < windowUs);
}
