/** The words of an experiment: what must hold, what is broken, and what is allowed. */
import type { CheckResult, Json, Operation } from '@temblor/checkers/history/operation';
import type { FaultRequest } from '../faults/fault.ts';
import type { JournalEvent } from '../journal/event.ts';
import type { LoadDeclaration } from '../load/workload.ts';
import type { OwnFigure } from '../measure/own-figures.ts';

/** A condition that holds when nothing is wrong; checked before the first phase and after the last. */
export interface SteadyState {
  /** Requests whose answers must have the given status. Sent directly to an instance of the service. */
  readonly requests: readonly { service: string; path: string; status: number }[];
  /** How long it may take to hold. Default 5000. */
  readonly withinMs?: number;
}

/**
 * One phase. Without faults it is a baseline: load runs for the phase's length, and every `instance-off` in it is a
 * false alarm. With faults: they are applied, detection is awaited, they are held and lifted, recovery is awaited.
 */
export interface PhaseDeclaration {
  readonly name: string;
  /** An instance, in `watch` too, may be told by its role when the phase begins: `leader of node`, `followers of node`. */
  readonly faults?: readonly FaultRequest[];
  /** The instances whose OFF and ON are awaited; default: the instances that the faults target. Empty: none is awaited. */
  readonly watch?: readonly string[];
  /** From effect to OFF; when it passes the phase goes on with TTD unknown. Default 10000. */
  readonly detectWithinMs?: number;
  /** From lifting to ON. Default 10000. */
  readonly recoverWithinMs?: number;
  /** How long a fault is held after it was detected, so that service under fault is measured too. Default 500. */
  readonly holdMs?: number;
  /** The same for a quick run. Default: `holdMs`, and no more than 500. */
  readonly quickHoldMs?: number;
  /** The least length, in ms. Default: what the experiment's `samplesPerPhase` needs at its rate. */
  readonly minimumMs?: number;
  /** The same for a quick run. Default: what `quickSamplesPerPhase` needs at the experiment's rate. */
  readonly quickMinimumMs?: number;
  /** Measures the links between instances while the faults act; they are lifted when that is done, too. */
  readonly probe?: LinkProbe;
  /** Overrides of the experiment's limits; null lifts one. */
  readonly limits?: Partial<PhaseLimits>;
}

/** `GET path`, so many times one after another, over each link between two instances. */
export interface LinkProbe {
  readonly path: string;
  readonly requests: number;
}

/** What a phase may take at most; null: not limited. */
export interface PhaseLimits {
  readonly ttdMs: number | null;
  readonly ttrMs: number | null;
  readonly successPercent: number | null;
  readonly p95Ms: number | null;
}

/** What a check may look at. */
export interface CheckContext {
  /** Every operation of the run's clients, warm-up included. */
  readonly history: readonly Operation[];
  /** The run's part of the journal. */
  readonly journal: readonly JournalEvent[];
  /** Asks an instance directly, past every proxy, once load has stopped and faults are lifted. */
  observe(instance: string, path: string): Promise<{ status: number; body: Json }>;
  /** The URL of a store, past every proxy. */
  storeUrl(store: string): string;
}

export type Check = (context: CheckContext) => Promise<CheckResult>;

/** Works out figures that only this experiment has. Its function's name stands for them where it fails. */
export type Measure = (context: CheckContext) => Promise<readonly OwnFigure[]>;

export interface ExperimentDeclaration {
  readonly title: string;
  readonly description: string;
  /** Added to the environment of every instance, under what a user sets: the experiment is of a system that runs so. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly steadyState: SteadyState;
  readonly load: LoadDeclaration;
  /** Load before the first phase that does not count. Default 2000; quick: a quarter. */
  readonly warmUpMs?: number;
  /** At least so many samples a phase. Default 1000, quick 300. */
  readonly samplesPerPhase?: number;
  readonly quickSamplesPerPhase?: number;
  readonly phases: readonly PhaseDeclaration[];
  readonly limits: PhaseLimits;
  /** Run in order after the load has stopped; each one's name is its `check`. */
  readonly checks: readonly Check[];
  /** Run in order before the checks. Their figures are reported; they decide nothing. */
  readonly measurements?: readonly Measure[];
  /** False where repeating phases makes no sense. Default true. */
  readonly repeatable?: boolean;
}
