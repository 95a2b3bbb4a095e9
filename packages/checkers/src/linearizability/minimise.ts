/**
 * Makes a history without a linearization small enough to be read, by steps after which it surely still has none *for the
 * same reason*: leaving an operation out may take away the very write that explains a read, so none is. Instead
 * operations are weakened: their answer becomes unknown, they may take effect at any time or never. What has no
 * linearization even so has none whatever became of the weakened ones, and they need not be told.
 */
import type { SequentialModel } from './model.ts';
import type { SearchLimits } from './search.ts';
import { search } from './search.ts';
import type { TimedOperation } from './timed-operation.ts';

/** Operations that no order explains, small enough to be read. */
export interface Counterexample<Input, Output> {
  /** In the order of invocation. Where it is minimised each of them is needed. */
  readonly operations: readonly TimedOperation<Input, Output>[];
  /** Others that began before the last of them was over, with their answers taken away: whatever became of them. */
  readonly weakened: readonly TimedOperation<Input, Output>[];
  /**
   * All operations of the partition up to the completion with which it became impossible, as they were answered; what was
   * under way then has no answer.
   */
  readonly beginning: readonly TimedOperation<Input, Output>[];
  /** How many other operations of the partition there are. */
  readonly leftOut: number;
}

/** Of one search on the way: a history that takes more is taken to have a linearization, and is not made smaller. */
const limitsOnTheWay = (operations: number): SearchLimits => ({
  memoryBytes: 64 * 1024 * 1024,
  steps: 50_000 + 20 * operations,
});
/** Of a longer history only the end is cut off: each search on the way would take too long. */
const weakenedUpTo = 4000;
/** After so many searches that reached a limit no more are tried. */
const toleratedLimits = 12;

/** The operations of a partition without a linearization that are needed to see that it has none. */
export function minimise<State, Input, Output>(
  model: SequentialModel<State, Input, Output>,
  operations: readonly TimedOperation<Input, Output>[],
): Counterexample<Input, Output> {
  type Operations = readonly TimedOperation<Input, Output>[];
  const limits = limitsOnTheWay(operations.length);
  let limitsReached = 0;
  const isImpossible = (history: Operations): boolean => {
    if (limitsReached > toleratedLimits) return false;
    const found = search(model, history, limits);
    if (found === 'memory' || found === 'steps') limitsReached += 1;
    return found === 'impossible';
  };
  const sorted = operations.toSorted((left, right) => left.invokedUs - right.invokedUs);
  const beginning = shortestPrefix(sorted, isImpossible);
  let history = beginning;
  let chunk = history.length > weakenedUpTo ? 0 : history.length;
  while (chunk > 1) {
    chunk = Math.ceil(chunk / 2);
    history = weakenChunks(history, chunk, isImpossible);
  }
  const needed = history.filter(({ output }) => output !== undefined);
  const others = history.filter(({ output }) => output === undefined);
  return { operations: needed, weakened: others, beginning, leftOut: operations.length - needed.length };
}

/** The history up to the first completion by which it has no linearization; what was under way then is unknown. */
function shortestPrefix<Input, Output>(
  operations: readonly TimedOperation<Input, Output>[],
  isImpossible: (history: readonly TimedOperation<Input, Output>[]) => boolean,
): readonly TimedOperation<Input, Output>[] {
  const completions = operations.filter(({ output }) => output !== undefined).map(({ completedUs }) => completedUs);
  completions.sort((left, right) => left - right || 0);
  const until = (us: number) =>
    operations
      .filter(({ invokedUs }) => invokedUs <= us)
      .map((operation) => (operation.completedUs <= us ? operation : weakened(operation)));
  let impossible = completions.length - 1;
  let possible = -1;
  while (impossible - possible > 1) {
    const middle = (impossible + possible) >> 1;
    if (isImpossible(until(completions[middle] ?? 0))) impossible = middle;
    else possible = middle;
  }
  return until(completions[impossible] ?? Infinity);
}

/** Weakens the completed operations in chunks, the oldest first, wherever no linearization appears by that. */
function weakenChunks<Input, Output>(
  operations: readonly TimedOperation<Input, Output>[],
  size: number,
  isImpossible: (history: readonly TimedOperation<Input, Output>[]) => boolean,
): readonly TimedOperation<Input, Output>[] {
  let history = operations;
  const strong = operations.filter(({ output }) => output !== undefined);
  for (let from = 0; from < strong.length; from += size) {
    const chunk = new Set(strong.slice(from, from + size));
    const candidate = history.map((operation) => (chunk.has(operation) ? weakened(operation) : operation));
    if (isImpossible(candidate)) history = candidate;
  }
  return history;
}

function weakened<Input, Output>(operation: TimedOperation<Input, Output>): TimedOperation<Input, Output> {
  return { ...operation, output: undefined, completedUs: Infinity };
}
