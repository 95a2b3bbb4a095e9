/** The journal's clock between two events: it goes on by the page's clock since the journal's end last moved. */

export interface NowClock {
  /** The journal's end when it was last seen to move, and the page's time then. */
  readonly endUs: number;
  readonly seenAtMs: number;
  /** What was shown last. */
  readonly nowUs: number;
}

/** Events arrive a little late and unevenly; a clock that is so little ahead waits instead of going back. */
const patienceUs = 2_000_000;

/** A clock that stands at the journal's end. */
export function startClock(endUs: number, atMs: number): NowClock {
  return { endUs, seenAtMs: atMs, nowUs: endUs };
}

/** The clock at a later time of the page. It never goes back, unless another journal has begun. */
export function followClock(clock: NowClock, endUs: number, atMs: number): NowClock {
  const moved = endUs === clock.endUs ? clock : { endUs, seenAtMs: atMs };
  const reckonedUs = moved.endUs + (atMs - moved.seenAtMs) * 1000;
  const isAhead = clock.nowUs > reckonedUs && clock.nowUs - reckonedUs < patienceUs;
  return { endUs: moved.endUs, seenAtMs: moved.seenAtMs, nowUs: isAhead ? clock.nowUs : reckonedUs };
}
