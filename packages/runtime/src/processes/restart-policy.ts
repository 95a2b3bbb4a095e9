/** When an instance that exited by itself is started again, and when it is given up. Pure. */

export interface UnexpectedExit {
  readonly atUs: number;
  /** Whether that process had passed a health check. */
  readonly wasReady: boolean;
  /** Null where a signal ended it. */
  readonly code: number | null;
  /** Null where it ended with an exit code. */
  readonly signal: NodeJS.Signals | null;
  /** What it printed of it; empty where that is nothing. */
  readonly words: string;
}

export type RestartDecision = { kind: 'restart'; delayMs: number } | { kind: 'abandon'; reason: string };

/** What a program says with its exit code that would not change by itself (sysexits.h). */
const finalWords: ReadonlyMap<number | null, string> = new Map([
  [64, 'it was started in a wrong way'],
  [78, 'its configuration is wrong'],
]);

/** By which somebody ends a process. By the others one ends of itself: Node by SIGABRT where its heap is full. */
const askedSignals: ReadonlySet<string | null> = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP']);

const windowUs = 10_000_000;
const exitsToAbandon = 5;
const endsToAbandon = 15;
const firstDelayMs = 100;
const maximumDelayMs = 2000;

/**
 * The first exit is answered at once, the following ones within ten seconds after 100 ms, 200 ms … at most 2 s. After
 * five exits within ten seconds without having been ready once, it is given up; at once where it was never ready and says
 * by its exit code (64, 78) that it cannot work as it was started: the next process would only say so again.
 *
 * One that becomes ready and ends again all the same, as on a disk that is full, is waited for longer each time however few of
 * its ends fall within ten seconds, and is given up after fifteen in a row.
 *
 * @param exits the unexpected exits so far, oldest first, the one to be answered last.
 * @param everReady whether any process since the start of the instance has passed a health check.
 */
export function decideRestart(exits: readonly UnexpectedExit[], everReady: boolean): RestartDecision {
  const last = exits.at(-1);
  if (last === undefined) return { kind: 'restart', delayMs: 0 };
  const said = everReady ? undefined : finalWords.get(last.code);
  if (said !== undefined) return { kind: 'abandon', reason: `it ended with exit code ${last.code}: ${said}` };
  const recent = exits.filter(({ atUs }) => last.atUs - atUs < windowUs);
  const sinceReady = recent.slice(recent.findLastIndex(({ wasReady }) => wasReady) + 1);
  if (sinceReady.length >= exitsToAbandon) {
    return {
      kind: 'abandon',
      reason: `it exited ${exitsToAbandon} times within 10 s without passing its health check`,
    };
  }
  const row = endsInARow(exits).length;
  if (row >= endsToAbandon) {
    return { kind: 'abandon', reason: `it ended ${row} times in a row, each within 10 s of the time before` };
  }
  return { kind: 'restart', delayMs: backOffMs(Math.max(row, recent.length)) };
}

/**
 * The last of the exits that followed each other within ten seconds: none of these processes stayed up. One that somebody
 * ended is none of them; a service that ends at SIGTERM as it should says so with exit code 0.
 */
export function endsInARow<E extends Pick<UnexpectedExit, 'atUs' | 'code' | 'signal'>>(
  exits: readonly E[],
): readonly E[] {
  const isBreak = ({ atUs, code, signal }: E, index: number): boolean =>
    code === 0 || askedSignals.has(signal) || (exits[index + 1] ?? { atUs }).atUs - atUs >= windowUs;
  return exits.slice(exits.findLastIndex(isBreak) + 1);
}

/** How long to wait after the last of these exits, as `decideRestart` says, for what is never given up. */
export function restartDelayMs(exits: readonly Pick<UnexpectedExit, 'atUs'>[]): number {
  const last = exits.at(-1);
  if (last === undefined) return 0;
  const recent = exits.filter(({ atUs }) => last.atUs - atUs < windowUs);
  return backOffMs(recent.length);
}

function backOffMs(exits: number): number {
  return exits <= 1 ? 0 : Math.min(maximumDelayMs, firstDelayMs * 2 ** (exits - 2));
}

/** Drops the exits that no decision will look at any more. */
export function forgetOldExits<E extends Pick<UnexpectedExit, 'atUs'>>(exits: readonly E[], nowUs: number): E[] {
  const isOld = ({ atUs }: E, index: number): boolean => (exits[index + 1]?.atUs ?? nowUs) - atUs >= windowUs;
  return exits.slice(exits.findLastIndex(isOld) + 1).slice(-endsToAbandon);
}
