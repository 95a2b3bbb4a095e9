/** Replicas agree: at one position of the ledger all of them hold the same value. */

import { cannotTell, conclude } from '../findings/findings.ts';
import type { CheckResult, Json } from '../history/operation.ts';

/** What a replica answered. */
export interface Observation {
  readonly replica: string;
  /** The position that the value reflects. */
  readonly position: number;
  readonly value: Json;
}

/**
 * Compares the replicas at every position at which more than one was observed.
 * @param replicas everyone who should have been observed; who was not at a common position makes it inconclusive.
 */
export function checkReplicaAgreement(
  name: string,
  observations: readonly Observation[],
  replicas: readonly string[],
): CheckResult {
  const violations: string[] = [];
  const compared = new Set<string>();
  let positions = 0;
  for (const [position, seen] of Map.groupBy(observations, (observation) => observation.position)) {
    const [first, ...others] = seen;
    if (first === undefined || new Set(seen.map(({ replica }) => replica)).size < 2) continue;
    positions += 1;
    for (const { replica } of seen) compared.add(replica);
    const expected = canonical(first.value);
    for (const other of others) {
      const found = canonical(other.value);
      if (found === expected) continue;
      violations.push(`at ${position} ${first.replica} holds ${expected} and ${other.replica} holds ${found}`);
    }
  }
  if (violations.length > 0) return conclude(name, `${replicas.length} replicas were compared`, violations);
  const missing = replicas.filter((replica) => !compared.has(replica));
  if (replicas.length < 2) return cannotTell(name, 'there are not two replicas to compare');
  if (missing.length > 0) {
    return cannotTell(name, `${missing.join(', ')} could not be observed at a position that others hold too`);
  }
  return conclude(name, `${replicas.length} replicas agree at ${positions} common position(s)`, []);
}

/** JSON with the keys of objects in order: equal values have equal text. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}
