import type { TimedOperation } from './timed-operation.ts';

/** The first takes effect before the second. */
export type OrderedPair<Input, Output> = readonly [TimedOperation<Input, Output>, TimedOperation<Input, Output>];

/** How values replace each other, as texts that equal the states' keys. */
interface ReplacedValues<Input, Output> {
  /** The value that an operation leaves where it takes effect; undefined where it leaves none, `unclear` where that depends. */
  readonly written: (input: Input, output: Output | undefined) => { readonly value: string } | 'unclear' | undefined;
  /** The value that an answer shows to have been there; undefined where it shows none. */
  readonly shown: (input: Input, output: Output | undefined) => string | undefined;
}

/**
 * A sequential specification (Herlihy and Wing, "Linearizability: A Correctness Condition for Concurrent Objects",
 * 1990): what one object may answer when its operations come one after the other. Values are plain data.
 */
export interface SequentialModel<State, Input, Output> {
  /** What the object is, in a word or two: `register`. */
  readonly name: string;
  readonly initial: State;
  /** Operations of different partitions are independent (locality); absent where everything is one object. */
  readonly partition?: (input: Input) => string;
  /**
   * Whether an operation with this answer leaves every state as it is. Such an operation needs no alternatives, and one
   * with an unknown answer says nothing. Absent where nothing is known of that: the search is slower then.
   */
  readonly isRead?: (input: Input, output: Output | undefined) => boolean;
  /**
   * Tells more of the operations of a partition than each answer does: leaves out those with an unknown outcome that cannot
   * matter, and gives others the answer that they must have had. The result has a linearization if and only if the
   * operations have one. Undefined where they surely have none. Absent where nothing of the kind is known.
   */
  readonly settle?: (
    operations: readonly TimedOperation<Input, Output>[],
  ) => readonly TimedOperation<Input, Output>[] | undefined;
  /**
   * Pairs that every linearization of the operations, after `settle`, has in this order, beyond what real time says: with
   * them a search turns back early. Pairs of operations with a known outcome only.
   */
  readonly order?: (operations: readonly TimedOperation<Input, Output>[]) => readonly OrderedPair<Input, Output>[];
  /**
   * The state after the operation with this answer, or undefined where the specification forbids the answer. An `output`
   * of undefined is an unknown answer: any is allowed.
   */
  readonly step: (state: State, input: Input, output: Output | undefined) => State | undefined;
  /** What there is to be said in plain words of values that replace each other; absent where they do not. */
  readonly values?: ReplacedValues<Input, Output>;
  /** Equal keys are equal states. Shown to people as the state. */
  readonly key: (state: State) => string | number;
  /** `cas x 1 → 2: ok`, for people. */
  readonly describe: (input: Input, output: Output | undefined) => string;
}
