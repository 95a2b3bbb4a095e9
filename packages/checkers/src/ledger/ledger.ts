/** A ledger: changes of quantities in order, and the state after each. */

/** Quantities by name. */
export type Quantities = Readonly<Record<string, number>>;

/** A change at a position; positions follow each other without gaps. */
export interface LedgerEntry {
  readonly position: number;
  /** What is added; negative for what is taken. */
  readonly change: Quantities;
}

/** The state after every position from `first` on, which is the state before the first entry. */
export interface FoldedLedger {
  readonly first: number;
  /** `states[n]` is the state at position `first + n`. */
  readonly states: readonly Quantities[];
  /** What is wrong with the ledger itself: gaps, quantities below zero. */
  readonly violations: readonly string[];
}

/**
 * Folds entries in the order of their positions.
 * @param start the state at the position before the first entry.
 */
export function foldLedger(
  start: { position: number; state: Quantities },
  entries: readonly LedgerEntry[],
): FoldedLedger {
  const violations: string[] = [];
  const states: Quantities[] = [start.state];
  let state = start.state;
  let expected = start.position + 1;
  for (const { position, change } of entries.toSorted((left, right) => left.position - right.position)) {
    if (position !== expected) {
      violations.push(`the ledger goes from position ${expected - 1} to ${position}`);
      break;
    }
    state = applyChange(state, change);
    for (const name of Object.keys(change)) {
      const quantity = state[name] ?? 0;
      if (quantity < 0) violations.push(`at ${position} there are ${quantity} of ${name}`);
    }
    states.push(state);
    expected += 1;
  }
  return { first: start.position, states, violations };
}

/** The state at a position; undefined where the ledger does not reach. */
export function stateAt(ledger: FoldedLedger, position: number): Quantities | undefined {
  return ledger.states[position - ledger.first];
}

/** The last position of a ledger. */
export function lastPosition(ledger: FoldedLedger): number {
  return ledger.first + ledger.states.length - 1;
}

function applyChange(state: Quantities, change: Quantities): Quantities {
  const changed: Record<string, number> = { ...state };
  for (const [name, amount] of Object.entries(change)) changed[name] = (changed[name] ?? 0) + amount;
  return changed;
}

/** Where two states differ, in words; nothing where they are equal. A name that is absent counts as different. */
export function describeDifferences(expected: Quantities, found: Quantities): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  return names
    .filter((name) => expected[name] !== found[name])
    .map((name) => `${name} is ${found[name] ?? 'absent'} instead of ${expected[name] ?? 'absent'}`);
}
