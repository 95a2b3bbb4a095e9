import type { Operation } from '@temblor/checkers/history/operation';
import type { SimulationEnd } from '../simulation/simulation.ts';
import type { Moment, TraceEvent } from '../trace/trace.ts';

/** A rule that a run broke. */
export interface Violation {
  /** `election-safety`, `log-matching`, `linearizability`, … */
  readonly check: string;
  readonly atUs: number;
  /** One or two sentences: what was seen, of whom. */
  readonly text: string;
  /** What the checker says beyond that, in sentences; absent where it says no more. */
  readonly details?: readonly string[];
  /** The same drawn, in lines of characters of one width. */
  readonly drawing?: readonly string[];
  /** What of the clients' data it is about, such as a key; absent where it is about all, or not about what clients saw. */
  readonly object?: string;
  /** What it rests on, the most telling first; absent where the trace tells it, and where it is not known. */
  readonly evidence?: readonly Moment[];
}

/** What a run of one scenario found. */
export interface Outcome extends SimulationEnd {
  /** `undecided`: nothing was found wrong, and a checker ran out of its bounds. */
  readonly verdict: 'passed' | 'failed' | 'undecided';
  /** The first; the run ends with it. Present where the verdict is `failed`. */
  readonly violation?: Violation;
  readonly history: readonly Operation[];
  /** Empty where none was asked for. */
  readonly trace: readonly TraceEvent[];
}

/** Something that can be simulated by a seed: `raft`, `bully`. */
export interface Subject<Plan> {
  readonly name: string;
  /** Draws a plan; the same seed and options give the same. @param bug the name of a planted bug to run with. */
  plan(seed: number, options: PlanOptions): Plan;
  run(plan: Plan, options: { readonly trace: boolean }): Outcome;
  /** Simpler plans, the boldest simplification first; each is to be run, and taken where it fails by the same check. */
  simpler(plan: Plan): Iterable<Plan>;
  /** Every rule that its runs are checked by, with what it says. */
  readonly rules: Readonly<Record<string, string>>;
  /** What its own counters count; those of faults and of the network are `counterWords`. */
  readonly counters: Readonly<Record<string, string>>;
  /** Coverage that a set of seeds must have reached, by counter: a run that did not says so. */
  readonly expected: readonly string[];
  readonly plantedBugs: readonly { readonly name: string; readonly text: string }[];
}

export interface PlanOptions {
  readonly nodes: number;
  readonly untilUs: number;
  /** Faults that may be drawn; empty for none. */
  readonly faults: readonly string[];
  readonly bug?: string;
}
