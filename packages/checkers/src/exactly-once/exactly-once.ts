/**
 * Exactly once: what was acknowledged took effect once, what is unknown at most once, what failed never.
 *
 * A client that repeats an operation gives it the same identity (an idempotency key), so that attempts are one intent;
 * the definition of outcomes is that of Jepsen (Kingsbury: `ok`, `fail`, `info`).
 */

import { cannotTell, conclude } from '../findings/findings.ts';
import type { CheckResult, OperationOutcome } from '../history/operation.ts';

/** One attempt at an intent. */
export interface Attempt {
  /** The same for every attempt at one intent. */
  readonly identity: string;
  readonly outcome: OperationOutcome;
  /** Where the answer says that it took effect; absent where it says nothing. */
  readonly position?: number;
}

/** Something that happened, as the ledger tells it. Effects of intents that are not in the history are ignored. */
export interface Effect {
  readonly identity: string;
  readonly position: number;
}

/** @param name of the check, as the report shows it. */
export function checkExactlyOnce(name: string, attempts: readonly Attempt[], effects: readonly Effect[]): CheckResult {
  if (attempts.length === 0) return cannotTell(name, 'the history holds no operation that could take effect');
  const positions = Map.groupBy(effects, ({ identity }) => identity);
  const intents = Map.groupBy(attempts, ({ identity }) => identity);
  const violations: string[] = [];
  let acknowledged = 0;
  let unknown = 0;
  for (const [identity, tries] of intents) {
    const ok = tries.filter(({ outcome }) => outcome === 'ok');
    if (ok.length > 0) acknowledged += 1;
    else if (tries.some(({ outcome }) => outcome === 'unknown')) unknown += 1;
    const places = (positions.get(identity) ?? []).map(({ position }) => position);
    violations.push(...judgeIntent(identity, tries, places));
  }
  const failed = intents.size - acknowledged - unknown;
  const summary = `${acknowledged} acknowledged, ${unknown} unknown and ${failed} failed intents were compared with ${effects.length} effects`;
  return conclude(name, summary, violations);
}

function judgeIntent(identity: string, tries: readonly Attempt[], places: readonly number[]): string[] {
  const ok = tries.filter(({ outcome }) => outcome === 'ok');
  const found = `(at ${places.join(', ')})`;
  if (places.length > 1) return [`${identity} took effect ${places.length} times ${found}`];
  const [place] = places;
  if (ok.length === 0) {
    const open = tries.some(({ outcome }) => outcome === 'unknown');
    return place === undefined || open ? [] : [`${identity} failed, and yet took effect ${found}`];
  }
  if (place === undefined) return [`${identity} was acknowledged, and its effect is lost`];
  const wrong = ok.find(({ position }) => position !== undefined && position !== place);
  return wrong === undefined ? [] : [`${identity} was acknowledged at ${wrong.position}, and took effect at ${place}`];
}
