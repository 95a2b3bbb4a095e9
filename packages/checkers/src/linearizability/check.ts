/** Linearizability: does one order of the operations, in keeping with real time, explain every answer? */
import type { SequentialModel } from './model.ts';
import type { TimedOperation } from './timed-operation.ts';

/** Operations that no order explains, small enough to be read. */
export interface Counterexample<Input, Output> {
  /** In the order of invocation. Where it is minimised each of them is needed. */
  readonly operations: readonly TimedOperation<Input, Output>[];
  /** How many others of the partition were left out: whatever became of them, these have no order. */
  readonly leftOut: number;
}

/** `undecided`: a bound was reached first, and nothing is known. */
export type LinearizabilityResult<Input, Output> =
  | { readonly kind: 'linearizable' }
  | {
      readonly kind: 'not-linearizable';
      /** Undefined where the model has no partitions. */
      readonly partition: string | undefined;
      readonly counterexample: Counterexample<Input, Output>;
    }
  | { readonly kind: 'undecided'; readonly reason: string };

/** Bounds of a check. */
export interface CheckBounds {
  /** What the visited configurations may take, 256 MiB where absent. */
  readonly memoryBytes?: number;
  /** How often the model may be asked for a partition; unbounded where absent. */
  readonly steps?: number;
  /** Whether to look for a small counterexample, true where absent; false takes all operations of the partition. */
  readonly minimise?: boolean;
}

/** Judges a history by a model. Pure: the bounds are of memory and steps, never of time. */
export function checkLinearizability<State, Input, Output>(
  _model: SequentialModel<State, Input, Output>,
  _operations: readonly TimedOperation<Input, Output>[],
  _bounds: CheckBounds = {},
): LinearizabilityResult<Input, Output> {
  return { kind: 'undecided', reason: 'the search is not written yet' };
}
