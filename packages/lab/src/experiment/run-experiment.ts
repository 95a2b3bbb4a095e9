/**
 * How an experiment flows, from top to bottom: steady state → load → warm-up → for each repeat and phase: apply faults,
 * await evidence and detection, hold, lift, await recovery → steady state again → stop load → checks → verdict.
 *
 * Everything on the way is appended to the journal, and everything that is said about the run is measured from it.
 */
import type { CheckResult, Operation } from '@temblor/checkers/history/operation';
import type { Clock } from '@temblor/foundation/clock/clock';
import { withTimeout } from '@temblor/foundation/concurrency/wait';
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { JournalEvent } from '../journal/event.ts';
import type { Journal } from '../journal/journal.ts';
import type { HealthByInstance } from '../measure/instance-health.ts';
import { absent, valueOrNull } from '../measure/measured.ts';
import type { OwnFigure } from '../measure/own-figures.ts';
import type { RunFigures } from '../measure/run-figures.ts';
import { measureRun } from '../measure/run-figures.ts';
import type { RunningLoad, RunningSystem } from '../world/world.ts';
import type { Check, CheckContext, ExperimentDeclaration, Measure } from './declaration.ts';
import { runPhase } from './run-phase.ts';
import { planRun } from './run-plan.ts';
import { RunSession } from './run-session.ts';
import { checkSteadyState } from './steady-state.ts';
import type { Decision } from './verdict.ts';
import { decideVerdict } from './verdict.ts';

/** How long tidying up after a run may take, for each fault and for the load. */
const tidyWithinMs = 10_000;

export interface RunOptions {
  readonly system: RunningSystem;
  readonly experimentName: string;
  readonly journal: Journal;
  readonly clock: Clock;
  /** The name of the run: that of its folder. */
  readonly run: string;
  readonly seed: number;
  /** How often the phases are run, from 1. */
  readonly repeats: number;
  readonly quick: boolean;
  /** Where the load generator writes every operation. */
  readonly historyFile: string;
  /** Reads that file back, once the load has stopped. */
  readonly readHistory: () => Promise<readonly Operation[]>;
  /** The phases to run, in the experiment's order; all when absent. */
  readonly phases?: readonly string[];
  /** Who is ON and who is OFF as the run begins, from all that the system has said; absent: what the journal remembers. */
  readonly health?: () => HealthByInstance;
  /** Aborts the run: faults are lifted, the load is stopped, and the verdict is inconclusive. */
  readonly signal?: AbortSignal;
}

export interface RunOutcome extends Decision {
  readonly run: string;
  readonly system: string;
  readonly experiment: string;
  readonly declaration: Pick<ExperimentDeclaration, 'title' | 'description'>;
  readonly seed: number;
  readonly repeats: number;
  readonly quick: boolean;
  /** The phases that were asked for; undefined for all. */
  readonly phases: readonly string[] | undefined;
  readonly figures: RunFigures;
  /** The run's part of the journal, in order of arrival. */
  readonly events: readonly JournalEvent[];
}

/**
 * Runs an experiment on a system that is up, and leaves the system up.
 *
 * @returns the outcome, whatever happened on the way: a run that was aborted or that broke off is inconclusive.
 * @throws TemblorError only for what is wrong with the request (see `planRun`), before anything was done.
 */
export async function runExperiment(options: RunOptions): Promise<RunOutcome> {
  const { system, experimentName, run, seed, repeats, quick } = options;
  const plan = planRun(system.declaration, options);
  using session = new RunSession({ ...options, plan, signal: options.signal ?? new AbortController().signal });
  session.append({ type: 'run-started', run, experiment: experimentName, seed, repeats, quick });
  const interruption = await conduct(session, options);
  const figures = measureRun(session.events);
  const decision = decideVerdict(figures, interruption);
  session.append({ type: 'verdict', run, verdict: decision.verdict, reasons: [...decision.reasons] });
  return {
    ...decision,
    run,
    system: system.declaration.name,
    experiment: experimentName,
    declaration: plan.experiment,
    seed,
    repeats,
    quick,
    phases: options.phases,
    figures,
    events: session.events,
  };
}

/** @returns why the run ended early; undefined when it went through. */
async function conduct(session: RunSession, options: RunOptions): Promise<string | undefined> {
  const interruptions: string[] = [];
  const attempt = async (step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (error) {
      interruptions.push(session.signal.aborted ? abortReason(session.signal) : describeError(error));
    }
  };
  await attempt(async () => {
    session.signal.throwIfAborted();
    if (!(await checkSteadyState(session, 'before'))) return;
    const load = await session.system.startLoad(session.plan.experiment.load, {
      seed: options.seed,
      historyFile: options.historyFile,
      warmUpMs: session.plan.warmUpMs,
    });
    await attempt(() => runPhases(session, load, options.repeats));
    await attempt(() => liftEverything(session));
    await attempt(() => stopLoad(load));
    if (interruptions.length === 0) await lookBack(session, options.readHistory);
  });
  return interruptions.length === 0 ? undefined : [...new Set(interruptions)].join('; ');
}

async function runPhases(session: RunSession, load: RunningLoad, repeats: number): Promise<void> {
  await session.letPass(session.plan.warmUpMs);
  await load.cut();
  session.append({ type: 'warm-up-finished' });
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    for (const phase of session.plan.phases) await runPhase(session, phase, repeat, load);
  }
  await checkSteadyState(session, 'after');
}

/** After an orderly run there is nothing to lift. Faults also end by themselves, by their lease. */
async function liftEverything(session: RunSession): Promise<void> {
  const failed: string[] = [];
  for (const fault of session.faults.values()) {
    try {
      const lifted = session.system.liftFault(fault.id).then(() => true);
      if ((await withTimeout(lifted, tidyWithinMs)) === undefined) failed.push(`${fault.id}: no answer`);
    } catch (error) {
      failed.push(`${fault.id}: ${messageOf(error)}`);
    }
  }
  session.faults.clear();
  if (failed.length > 0) throw new TemblorError('fault-not-lifted', `faults could not be lifted: ${failed.join('; ')}`);
}

async function stopLoad(load: RunningLoad): Promise<void> {
  const stopped = await withTimeout(
    load.stop().then(() => true),
    tidyWithinMs,
  );
  if (stopped === undefined) {
    throw new TemblorError('load-not-stopped', `the load generator did not stop within ${tidyWithinMs} ms`);
  }
}

/** What the experiment itself says of what happened: its figures, then its checks. */
async function lookBack(session: RunSession, readHistory: RunOptions['readHistory']): Promise<void> {
  const { checks, measurements = [] } = session.plan.experiment;
  if (checks.length + measurements.length === 0) return;
  const context: CheckContext = {
    history: await readHistory(),
    journal: session.events,
    observe: (instance, path) => session.system.request(instance, 'GET', path),
    storeUrl: (name) => {
      const store = session.system.stores().find((candidate) => candidate.name === name);
      if (store === undefined) throw new TemblorError('unknown-store', `the system has no store '${name}'`);
      return store.url;
    },
  };
  for (const measure of measurements) {
    session.signal.throwIfAborted();
    for (const { figure, unit, measured, reference } of await takeFigures(measure, context)) {
      const reason = measured.kind === 'absent' ? measured.reason : '';
      const given = { figure, unit, value: valueOrNull(measured), reason, reference: reference ?? null };
      session.append({ type: 'figure-measured', ...given });
    }
  }
  for (const check of checks) {
    session.signal.throwIfAborted();
    const { check: name, verdict, summary, violations } = await carryOut(check, context);
    session.append({ type: 'check-finished', check: name, verdict, summary, violations: [...violations] });
  }
}

/** A check that cannot be carried out has found nothing, neither good nor bad. */
async function carryOut(check: Check, context: CheckContext): Promise<CheckResult> {
  try {
    return await check(context);
  } catch (error) {
    const summary = `it could not be carried out: ${describeError(error)}`;
    return { check: check.name || 'unnamed', verdict: 'inconclusive', summary, violations: [] };
  }
}

async function takeFigures(measure: Measure, context: CheckContext): Promise<readonly OwnFigure[]> {
  try {
    return await measure(context);
  } catch (error) {
    const reason = `it could not be measured: ${describeError(error)}`;
    return [{ figure: measure.name || 'unnamed', unit: '', measured: absent(reason) }];
  }
}

function abortReason(signal: AbortSignal): string {
  return `the run was aborted: ${messageOf(signal.reason)}`;
}

function describeError(error: unknown): string {
  if (!(error instanceof TemblorError)) return `the run broke off: ${messageOf(error)}`;
  return error.hint === undefined ? error.message : `${error.message} (${error.hint})`;
}
