/**
 * A deterministic state machine: what a replicated log is applied to (Schneider 1990, "Implementing fault-tolerant
 * services using the state machine approach"). The same commands in the same order give the same states and results on
 * every node. State, commands and results are plain data, so that a snapshot of the state is its JSON.
 */
export interface StateMachine<State, Command, Result> {
  readonly initial: State;
  /** The given state is not changed. @param index the command's place in the log; it rises from call to call. */
  apply(state: State, command: Command, index: number): readonly [state: State, result: Result];
}
