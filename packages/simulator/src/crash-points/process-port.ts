/** What a program of the virtual world is given, and what it gives. It performs nothing but by this. */
import type { Planned } from './virtual-time.ts';

/** A call to another process. */
export interface Call<Ask> {
  /** The name of the process. */
  readonly to: string;
  /** The names of the effects that the call and its answer are: `call payments POST /pay`, `answer POST /pay`. */
  readonly effect: string;
  readonly answerEffect: string;
  readonly ask: Ask;
  readonly timeoutMs: number;
}

/** What became of a call. `refused`: it never reached a process. `broken`: the process ended before it answered. */
export type CallEnd<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'broken'; readonly detail: string }
  | { readonly kind: 'timed-out' };

/** What became of a commit, as far as who asked for it knows. */
export type CommitEnd<Result> =
  | { readonly kind: 'committed'; readonly result: Result }
  | { readonly kind: 'failed'; readonly outcome: 'not-applied' | 'unknown' };

/** One life of a process, from its start to its crash: what is asked of it after that does not happen. */
export interface ProcessPort<Ask, Answer> {
  /** The name of the process. */
  readonly name: string;
  /** Virtual time since the run began. */
  readonly nowMs: number;
  /** Counts the starts of the process, from 1. */
  readonly life: number;
  after(delayMs: number, action: () => void, kind?: 'foreground' | 'background'): Planned;
  call(call: Call<Ask>, then: (end: CallEnd<Answer>) => void): void;
  /**
   * @param effect its name: `commit hold seats`.
   * @param apply changes the store, all at once. It may throw StoreFailure.
   */
  commit<Result>(effect: string, apply: () => Result, then: (end: CommitEnd<Result>) => void): void;
  /** Tells the reader of a trace what it does. */
  note(text: () => string): void;
}

/** Answers what it is asked, once each, at once or later. */
export type Handler<Ask, Answer> = (ask: Ask, reply: (answer: Answer) => void) => void;

/** What a process runs: called at each of its starts. What it has to remember across them is in a store. */
export type Program<Ask, Answer> = (port: ProcessPort<Ask, Answer>) => Handler<Ask, Answer>;
