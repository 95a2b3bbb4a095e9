import type { Json } from '../history/operation.ts';

/** One operation as it was recorded, in the words of whoever recorded it. */
export interface RecordedOperation {
  readonly process: number;
  /** `read`, `cas`. */
  readonly name: string;
  /** The object that it is for; undefined where there is one. */
  readonly key: Json | undefined;
  readonly input: Json;
  /** `failed`: it surely did not take effect. */
  readonly outcome: 'ok' | 'failed' | 'unknown';
  /** The answer, or what is told of the failure; null where nothing is. */
  readonly output: Json;
  /** Why it failed, where that is told apart from the answer. */
  readonly error: Json | undefined;
  /** Microseconds, or the numbers of lines where the file tells no time. */
  readonly invokedUs: number;
  /** Infinity where the outcome is unknown. */
  readonly completedUs: number;
  /** Of its invocation, from 1. */
  readonly line: number;
}

/** A history that others recorded. */
export interface RecordedHistory {
  /** In the order of invocation. */
  readonly operations: readonly RecordedOperation[];
  /** Whether times are microseconds; false where they are numbers of lines. */
  readonly hasTimes: boolean;
}
