/** Reads are true: each shows the fold of the ledger at the position that it claims, and as much as was asked for. */

import { cannotTell, conclude } from '../findings/findings.ts';
import type { CheckResult } from '../history/operation.ts';
import type { FoldedLedger, Quantities } from './ledger.ts';
import { describeDifferences, lastPosition, stateAt } from './ledger.ts';

/** An acknowledged read. */
export interface FoldedRead {
  /** How it is called in a violation: `read 17`. */
  readonly id: string;
  readonly position: number;
  readonly state: Quantities;
  /** The only name that was asked for; absent: all. */
  readonly only?: string;
  /** The least position that was asked for; absent: any. */
  readonly minimumPosition?: number;
}

/** @param reads acknowledged ones; what an answer without success said is nobody's business. */
export function checkFoldedReads(name: string, ledger: FoldedLedger, reads: readonly FoldedRead[]): CheckResult {
  if (reads.length === 0) return cannotTell(name, 'the history holds no acknowledged read');
  const violations: string[] = [];
  for (const read of reads) {
    if (read.minimumPosition !== undefined && read.position < read.minimumPosition) {
      violations.push(
        `${read.id} shows position ${read.position}, though at least ${read.minimumPosition} was asked for`,
      );
    }
    const state = stateAt(ledger, read.position);
    if (state === undefined) {
      violations.push(`${read.id} claims position ${read.position}, and the ledger ends at ${lastPosition(ledger)}`);
      continue;
    }
    const differences = describeDifferences(narrow(state, read.only), read.state);
    if (differences.length > 0) violations.push(`${read.id} at position ${read.position}: ${differences.join(', ')}`);
  }
  const positions = new Set(reads.map(({ position }) => position)).size;
  const summary = `${reads.length} reads at ${positions} positions were compared with the fold of ${ledger.states.length - 1} events`;
  return conclude(name, summary, violations);
}

function narrow(state: Quantities, only: string | undefined): Quantities {
  if (only === undefined) return state;
  const quantity = state[only];
  return quantity === undefined ? {} : { [only]: quantity };
}
