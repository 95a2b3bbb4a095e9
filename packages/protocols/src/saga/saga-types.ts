/**
 * The words of a saga (Garcia-Molina, Salem, "Sagas", SIGMOD 1987; pivot and retriable steps as in Richardson,
 * "Microservices Patterns", ch. 4): steps that other services perform one after another, each with a compensation that
 * undoes it, up to a pivot, the local commit that decides. Before the pivot a saga can go back, after it only on.
 *
 * Three rules make it safe. What a saga is about to do is durable before it is done, so that a step that may have happened
 * is always known to whoever resumes the saga: all steps up to the pivot are registered by its first record, so that where
 * nothing fails no record has to be waited for between them; what they answered is recorded by the next record that there
 * is, and known to their services until then, under the saga's key. An outcome that nobody knows is a state of its own: it
 * is asked after, and never taken for a failure; to go back from it is to void the step at its service, which leaves a
 * tombstone for the call that may still be on its way. And every write is fenced by an epoch: who has lost the lease of a
 * saga can change nothing of it any more (Kleppmann, "How to do distributed locking", 2016).
 */

/** Plain data that survives JSON. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain };

/**
 * `compensable`: another service does it, and can undo it. `pivot`: rows of the saga's own store, written in the
 * transaction that records it: exactly one of a saga's steps. `retriable`: behind the pivot, repeated until it is done.
 */
export type StepKind = 'compensable' | 'pivot' | 'retriable';

export interface SagaStep {
  readonly name: string;
  readonly kind: StepKind;
  /** How long one call of it may take, in ms; less where less is left of the saga's deadline. A pivot has none. */
  readonly timeoutMs: number;
  /** How often it is tried where it failed without effect; a retriable step is repeated without end. At least 1. */
  readonly attempts: number;
  /**
   * Between tries, in ms. A pivot is tried again after exactly this. Any other step before it, and a question what became
   * of it, after a time drawn from half of this to all of it. Undoing and retriable steps, which have no end, back off with
   * full jitter: after a time drawn from 0 to this, doubled with each try, up to `longestWaitMs`.
   */
  readonly waitMs: number;
  /**
   * Whether its service can be asked what became of it. Where it cannot, an unknown outcome is undone; but a planned step of a
   * saga that was taken up, which may have been called, is called again under its key.
   */
  readonly canQuery: boolean;
}

export interface SagaDefinition {
  readonly name: string;
  readonly steps: readonly SagaStep[];
  /** How long one call may take that undoes a step, in ms. No deadline shortens it. */
  readonly undoTimeoutMs: number;
  /** The most that is waited between two tries, in ms. */
  readonly longestWaitMs: number;
  /** A saga whose undoing was tried so often without success is shown to an operator; it goes on being tried. */
  readonly attemptsToOperator: number;
}

/** Why something did not come about: a stable code for programs, and words for people. */
export interface Reason {
  readonly code: string;
  readonly detail: string;
  /** What else is known, for who tells of it: how many seats are free. Absent: nothing. */
  readonly facts?: { readonly [name: string]: Plain };
}

/** What became of a call, as far as its caller knows. */
export type StepOutcome =
  | { readonly kind: 'done'; readonly result: Plain }
  /**
   * It had no effect, will have none, and repeating it does not help: no seats are left. For a query: what was asked for
   * cannot come about any more.
   */
  | { readonly kind: 'refused'; readonly reason: Reason }
  /**
   * It had no effect and will have none; another try may succeed. For a query: its service knows nothing of it, yet.
   * `mayArriveAgain`: that is true of the copy of the call that was answered, while whatever passes calls on may have sent
   * another; going back voids the step.
   */
  | { readonly kind: 'failed'; readonly reason: Reason; readonly mayArriveAgain?: true }
  /** It may have had its effect, or may have it yet. For a query: no answer. */
  | { readonly kind: 'unknown'; readonly reason: Reason };

/** Where one step of a saga stands, durably. */
export type StepState =
  /** It is not begun before another record says so. */
  | { readonly kind: 'waiting' }
  /**
   * It is begun as soon as those before it are done, without a record in between: whoever takes the saga up from disk has to
   * reckon with its having been asked for.
   */
  | { readonly kind: 'planned' }
  /**
   * It may have been asked for, `attempt` times at most. `inDoubt`: an earlier try ended without a word and may have its
   * effect yet, whatever becomes of this one: going back has to void it.
   */
  | { readonly kind: 'doing'; readonly attempt: number; readonly inDoubt: boolean }
  /** A call ended without a word: it is being asked after. */
  | { readonly kind: 'unknown'; readonly attempt: number; readonly reason: Reason }
  | { readonly kind: 'done'; readonly result: Plain }
  /** It has no effect and needs no undoing. */
  | { readonly kind: 'refused'; readonly reason: Reason }
  | { readonly kind: 'undoing'; readonly attempt: number; readonly lastReason: Reason | null }
  | { readonly kind: 'undone' };

/**
 * `forward`: towards the pivot. `backward`: it undoes, last step first, whatever may have taken effect. `committed`: the
 * pivot is durable, retriable steps may be left. `completed`: all is done. `compensated`: all is undone.
 */
export type SagaPhase = 'forward' | 'backward' | 'committed' | 'completed' | 'compensated';

/** A saga as it is on disk, or as it will be at its next record. */
export interface SavedSaga {
  readonly id: string;
  readonly definition: string;
  /** What it was asked for. */
  readonly input: Plain;
  /** No forward step before the pivot is begun that could not end by then; wall clock, ms since 1970. */
  readonly deadlineMs: number;
  readonly phase: SagaPhase;
  /** One for each step of the definition. */
  readonly steps: readonly StepState[];
  /** Why it went back; null where it did not. */
  readonly reason: Reason | null;
}

/** What a call is for. `undo` is the compensation, and voids a call that may not have arrived yet. */
export type CallAction = 'do' | 'query' | 'undo';

/** What is told to a running saga. */
export type SagaInput =
  /** What the last `persist` asked for is durable. */
  | { readonly kind: 'persisted' }
  /** It is not, and will not be; or it may be. */
  | { readonly kind: 'persist-failed'; readonly outcome: 'not-applied' | 'unknown'; readonly reason: Reason }
  /** Another holder of the lease has changed the saga: this one is not to touch it again. */
  | { readonly kind: 'fenced' }
  | { readonly kind: 'outcome'; readonly step: number; readonly action: CallAction; readonly outcome: StepOutcome }
  /** The timer that was asked for last has run out. */
  | { readonly kind: 'timer' }
  /** An operator wants what is waited for to be tried now. */
  | { readonly kind: 'try-now' };

/** What is to be done, in this order. A saga has at most one of persist, call and timer going at a time. */
export type SagaEffect =
  /** `commits`: it is the pivot, whose local rows are written in the same transaction. */
  | { readonly kind: 'persist'; readonly saga: SavedSaga; readonly commits: boolean }
  | {
      readonly kind: 'call';
      readonly step: number;
      readonly action: CallAction;
      readonly attempt: number;
      readonly timeoutMs: number;
    }
  /** A planned step is begun: so the saga will stand in its next record. For who watches. */
  | { readonly kind: 'advanced'; readonly saga: SavedSaga }
  /** Runs out after a time drawn evenly from [lowMs, highMs]. Takes the place of an earlier one. */
  | { readonly kind: 'set-timer'; readonly lowMs: number; readonly highMs: number }
  /**
   * Nobody knows what is on disk: claim the saga anew, which fences off a write that may still be on its way, and go on by
   * `resumeSaga`. This running saga takes nothing in any more.
   */
  | { readonly kind: 'reload' }
  /**
   * The phase is durable that the client waits for: `committed`, `completed` or `compensated`. Once in the life of a running
   * saga, and at once where it is resumed in that phase: of `committed` and `completed` the one that came first.
   */
  | { readonly kind: 'decided'; readonly saga: SavedSaga }
  /** Nothing is left to do for this saga here: it ended, or another holds its lease. */
  | { readonly kind: 'released' };

/** What a running saga is at: the machine's own. `attempt` counts from 1. */
export type SagaActivity =
  | { readonly kind: 'persisting'; readonly attempt: number; readonly commits: boolean }
  | { readonly kind: 'waiting-to-persist'; readonly attempt: number; readonly commits: boolean }
  | { readonly kind: 'calling'; readonly step: number; readonly action: CallAction; readonly attempt: number }
  | { readonly kind: 'waiting'; readonly step: number; readonly action: CallAction; readonly attempt: number }
  | { readonly kind: 'reloading' }
  | { readonly kind: 'released' };

/** A saga that somebody drives. */
export interface RunningSaga {
  /** What is durable, and the steps that are known to be done since; while it is persisted, what is about to be. */
  readonly saga: SavedSaga;
  readonly activity: SagaActivity;
}

export type SagaStepped = readonly [state: RunningSaga, effects: readonly SagaEffect[]];
