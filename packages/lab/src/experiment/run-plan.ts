/** What a run will do, worked out and checked before anything is started. */
import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import type { FaultRequest, FaultSpecification } from '../faults/fault.ts';
import { faultSpecification } from '../faults/fault.ts';
import type { SystemDeclaration } from '../system/declaration.ts';
import type { ExperimentDeclaration, LinkProbe, PhaseDeclaration, PhaseLimits } from './declaration.ts';

/** How long a crash holds an instance down where the experiment does not say. */
const crashHoldMs = 2000;

/** How much longer than all that is awaited a fault's lease lasts, so that it ends because it was lifted. */
const leaseMarginMs = 15_000;

/** A quick run holds faults no longer than this after they were detected, where the phase does not say. */
const quickHoldMs = 500;

export interface PhasePlan {
  readonly name: string;
  readonly faults: readonly FaultSpecification[];
  readonly watch: readonly string[];
  readonly detectWithinMs: number;
  readonly recoverWithinMs: number;
  readonly holdMs: number;
  readonly minimumMs: number;
  readonly probe: LinkProbe | undefined;
  readonly limits: PhaseLimits;
}

export interface RunPlan {
  readonly experiment: ExperimentDeclaration;
  readonly phases: readonly PhasePlan[];
  readonly warmUpMs: number;
  readonly steadyWithinMs: number;
}

export interface PlanOptions {
  readonly experimentName: string;
  readonly repeats: number;
  readonly quick: boolean;
  /** The phases to run, in the experiment's order; all when absent. */
  readonly phases?: readonly string[];
}

/**
 * Plans a run. The experiment itself was checked when its system was defined.
 * @throws TemblorError `unknown-experiment`, `unknown-phase`, `invalid-repeats`, `not-repeatable`.
 */
export function planRun(system: SystemDeclaration, options: PlanOptions): RunPlan {
  const experiment = findExperiment(system, options.experimentName);
  if (!Number.isInteger(options.repeats) || options.repeats < 1) {
    throw usageError('invalid-repeats', `the number of repeats is ${options.repeats}`, 'give a whole number from 1');
  }
  if (options.repeats > 1 && experiment.repeatable === false) {
    throw usageError(
      'not-repeatable',
      `experiment '${options.experimentName}' cannot be repeated`,
      'leave --repeats out, or run the command several times',
    );
  }
  const known = experiment.phases.map(({ name }) => name);
  for (const name of options.phases ?? []) {
    if (!known.includes(name)) {
      throw usageError(
        'unknown-phase',
        `experiment '${options.experimentName}' has no phase '${name}'`,
        suggestName(name, known),
      );
    }
  }
  const chosen = experiment.phases.filter(({ name }) => options.phases?.includes(name) ?? true);
  return {
    experiment,
    phases: chosen.map((phase) => planPhase(phase, experiment, options.quick)),
    warmUpMs: (experiment.warmUpMs ?? 2000) / (options.quick ? 4 : 1),
    steadyWithinMs: experiment.steadyState.withinMs ?? 5000,
  };
}

/** The experiment of a name. @throws TemblorError `unknown-experiment` with the nearest name. */
export function findExperiment(system: SystemDeclaration, name: string): ExperimentDeclaration {
  const experiment = Object.hasOwn(system.experiments, name) ? system.experiments[name] : undefined;
  if (experiment !== undefined) return experiment;
  const known = Object.keys(system.experiments);
  const hint = known.length === 0 ? 'its declaration has no experiments' : suggestName(name, known);
  throw usageError('unknown-experiment', `system '${system.name}' has no experiment '${name}'`, hint);
}

function planPhase(phase: PhaseDeclaration, experiment: ExperimentDeclaration, quick: boolean): PhasePlan {
  const quickMs = phase.quickHoldMs ?? Math.min(phase.holdMs ?? quickHoldMs, quickHoldMs);
  const holdMs = quick ? quickMs : (phase.holdMs ?? 500);
  const detectWithinMs = phase.detectWithinMs ?? 10_000;
  const faults = (phase.faults ?? []).map((request) => planFault(request, detectWithinMs + holdMs));
  const targeted = faults.flatMap(({ target }) => ('instance' in target ? [target.instance] : []));
  return {
    name: phase.name,
    faults,
    watch: phase.watch ?? [...new Set(targeted)],
    detectWithinMs,
    recoverWithinMs: phase.recoverWithinMs ?? 10_000,
    holdMs,
    minimumMs: minimumLength(phase, experiment, quick),
    probe: phase.probe,
    limits: { ...experiment.limits, ...phase.limits },
  };
}

/** Samples arrive with some jitter: a tenth more time than they need on average. */
function minimumLength(phase: PhaseDeclaration, experiment: ExperimentDeclaration, quick: boolean): number {
  const samples = quick ? (experiment.quickSamplesPerPhase ?? 300) : (experiment.samplesPerPhase ?? 1000);
  const byRate = (samples / experiment.load.ratePerSecond) * 1000 * 1.1;
  return (quick ? (phase.quickMinimumMs ?? phase.minimumMs) : phase.minimumMs) ?? byRate;
}

function planFault(request: FaultRequest, watchedMs: number): FaultSpecification {
  const fault = faultSpecification.parse(request);
  if (fault.kind === 'crash') return { ...fault, durationMs: request.durationMs ?? crashHoldMs };
  // A restart lasts as long as it is said to: another process takes the place of the first by itself.
  if (fault.kind === 'restart') return fault;
  return { ...fault, durationMs: Math.max(request.durationMs ?? 0, watchedMs + leaseMarginMs) };
}
