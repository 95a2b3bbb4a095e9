/** Conservation: a state is what its ledger adds up to, and no quantity was ever below zero. */

import { cannotTell, conclude } from '../findings/findings.ts';
import type { CheckResult } from '../history/operation.ts';
import type { FoldedLedger, Quantities } from './ledger.ts';
import { describeDifferences, stateAt } from './ledger.ts';

/** A state that somebody holds. */
export interface HeldState {
  /** Who holds it: `inventory-1`, `the stock table`. */
  readonly holder: string;
  readonly position: number;
  readonly state: Quantities;
}

/** Compares held states with the fold of the ledger at their positions. */
export function checkConservation(name: string, ledger: FoldedLedger, held: readonly HeldState[]): CheckResult {
  const violations = [...ledger.violations];
  const beyond: string[] = [];
  for (const { holder, position, state } of held) {
    const expected = stateAt(ledger, position);
    if (expected === undefined) {
      beyond.push(`${holder} is at position ${position}, which the ledger does not hold`);
      continue;
    }
    const differences = describeDifferences(expected, state);
    if (differences.length > 0) violations.push(`${holder} at ${position}: ${differences.join(', ')}`);
  }
  const events = ledger.states.length - 1;
  const summary = `${held.length} states were compared with the fold of ${events} events`;
  if (violations.length > 0) return conclude(name, summary, violations);
  const [first] = beyond;
  if (first !== undefined) return cannotTell(name, first);
  if (held.length === 0) return cannotTell(name, 'nobody’s state could be observed');
  return conclude(name, summary, []);
}
