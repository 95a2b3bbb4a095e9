/**
 * Where the bars of a diagram lie: one row a client, time from left to right. Time is drawn as an order and not to scale,
 * so that each bar is as wide as its words, and overlaps where the operations did.
 */
import type { TimedOperation } from './timed-operation.ts';

/** An operation as it is drawn; columns are characters wide. */
interface Bar {
  readonly row: number;
  readonly from: number;
  /** The column of its end; undefined where it has none. */
  readonly to: number | undefined;
  readonly label: string;
  /** Where it begins in the file; undefined where that is not to be told. */
  readonly place: string | undefined;
  /** Whether it is the one that completed last, with which it became impossible. */
  readonly isLast: boolean;
}

/** The bars of some operations. */
export interface Timeline {
  /** The clients, in the order of rows. */
  readonly processes: readonly number[];
  readonly bars: readonly Bar[];
  /** Columns. */
  readonly width: number;
}

/** The characters that a bar needs beside its words: its ends, and a space on both sides. */
const barEnds = 4;

/** Lays out operations; `describe` gives the words of one, `place` where it begins in its file. */
export function layOut<Input, Output>(
  operations: readonly TimedOperation<Input, Output>[],
  describe: (input: Input, output: Output | undefined) => string,
  place?: (operation: TimedOperation<Input, Output>) => string,
): Timeline {
  const processes = [...new Set(operations.map(({ process }) => process))].sort((left, right) => left - right);
  const events = operations.flatMap((operation) => [
    { operation, us: operation.invokedUs, isEnd: false },
    { operation, us: operation.completedUs, isEnd: true },
  ]);
  // What begins as another ends overlaps it.
  events.sort((left, right) => left.us - right.us || Number(left.isEnd) - Number(right.isEnd));
  const labels = new Map(operations.map((operation) => [operation, describe(operation.input, operation.output)]));
  const starts = new Map<TimedOperation<Input, Output>, number>();
  const ends = new Map<TimedOperation<Input, Output>, number>();
  let column = 0;
  for (const { operation, isEnd } of events) {
    if (!isEnd) {
      starts.set(operation, column);
      column += 2;
      continue;
    }
    const needed = (starts.get(operation) ?? 0) + (labels.get(operation)?.length ?? 0) + barEnds;
    const end = Math.max(column, needed);
    ends.set(operation, end);
    column = end + 2;
  }
  const last = operations.toSorted((left, right) => right.completedUs - left.completedUs || 0)[0];
  const bars = operations.map((operation) => ({
    row: processes.indexOf(operation.process),
    from: starts.get(operation) ?? 0,
    to: operation.completedUs === Infinity ? undefined : (ends.get(operation) ?? 0),
    label: labels.get(operation) ?? '',
    place: place?.(operation),
    isLast: operation === last,
  }));
  return { processes, bars, width: column };
}
