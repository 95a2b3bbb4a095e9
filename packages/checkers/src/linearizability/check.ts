/** Linearizability: does one order of the operations, in keeping with real time, explain every answer? */
import type { Counterexample } from './minimise.ts';
import { minimise } from './minimise.ts';
import type { SequentialModel } from './model.ts';
import type { SearchLimits } from './search.ts';
import { search } from './search.ts';
import type { TimedOperation } from './timed-operation.ts';

/** `undecided`: a bound was reached first, and nothing is known. */
export type LinearizabilityResult<Input, Output> =
  | { readonly kind: 'linearizable' }
  | {
      readonly kind: 'not-linearizable';
      /** Undefined where the model has no partitions, or this one has no name. */
      readonly partition: string | undefined;
      readonly counterexample: Counterexample<Input, Output>;
    }
  | { readonly kind: 'undecided'; readonly reason: string };

/** Bounds of a check. */
export interface CheckBounds {
  /** What the visited configurations of a partition may take, 256 MiB where absent. */
  readonly memoryBytes?: number;
  /** About how often the model may be asked for a partition; unbounded where absent: the memory bounds it too. */
  readonly steps?: number;
  /** Whether to look for a small counterexample, true where absent; false takes all operations of the partition. */
  readonly minimise?: boolean;
}

const mebibyte = 1024 * 1024;

/** Every partition is searched so far before any is searched to its bounds: one that is wrong often shows it soon. */
const firstSteps = 10_000;

/**
 * Judges a history by a model, partition by partition (locality: Herlihy and Wing 1990, theorem 1). One partition without
 * a linearization is told; where there is none, one that reached a bound makes the whole undecided. Pure: bounds are of
 * memory and steps, never of time.
 */
export function checkLinearizability<State, Input, Output>(
  model: SequentialModel<State, Input, Output>,
  operations: readonly TimedOperation<Input, Output>[],
  bounds: CheckBounds = {},
): LinearizabilityResult<Input, Output> {
  const { memoryBytes = 256 * mebibyte, steps = Infinity } = bounds;
  let open = [...Map.groupBy(operations, ({ input }) => model.partition?.(input) || undefined)];
  let reason = '';
  for (const limits of [
    { memoryBytes, steps: Math.min(firstSteps, steps) },
    { memoryBytes, steps },
  ]) {
    const undecided: typeof open = [];
    for (const [partition, part] of open) {
      const found = search(model, part, limits);
      switch (found) {
        case 'linearizable':
          break;
        case 'impossible': {
          const counterexample = bounds.minimise === false ? wholeOf(part) : minimise(model, part);
          return { kind: 'not-linearizable', partition, counterexample };
        }
        case 'memory':
        case 'steps':
          undecided.push([partition, part]);
          reason = describeBound(part.length, partition, found, limits);
          break;
        default:
          return found satisfies never;
      }
    }
    open = undecided;
  }
  return open.length === 0 ? { kind: 'linearizable' } : { kind: 'undecided', reason };
}

function describeBound(
  operations: number,
  partition: string | undefined,
  reached: 'memory' | 'steps',
  { memoryBytes, steps }: SearchLimits,
): string {
  const what = `the ${operations} operations${partition === undefined ? '' : ` on ${partition}`}`;
  const bound = reached === 'memory' ? `${(memoryBytes / mebibyte).toFixed(1)} MiB` : `${steps} steps`;
  return `${what} need more than ${bound} to decide`;
}

function wholeOf<Input, Output>(part: readonly TimedOperation<Input, Output>[]): Counterexample<Input, Output> {
  const sorted = part.toSorted((left, right) => left.invokedUs - right.invokedUs);
  const isKnown = ({ output }: TimedOperation<Input, Output>) => output !== undefined;
  return {
    operations: sorted.filter(isKnown),
    weakened: sorted.filter((operation) => !isKnown(operation)),
    beginning: sorted,
    leftOut: 0,
  };
}
