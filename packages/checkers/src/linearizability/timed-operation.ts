/** One operation of one client, with what it asked and what it was answered. */
export interface TimedOperation<Input, Output> {
  readonly process: number;
  readonly input: Input;
  /**
   * Undefined where the outcome is unknown: it may have taken effect at any time after its invocation, or never. Definite
   * failures are no operations.
   */
  readonly output: Output | undefined;
  readonly invokedUs: number;
  /** Infinity where the outcome is unknown. What completes at the instant at which another is invoked is concurrent to it. */
  readonly completedUs: number;
  /** Of the file it stands in, from 1; absent where there is none, or where its lines are the time. */
  readonly line?: number | undefined;
}
