/** A run of an experiment, as far as it has come. */
import type { JournalEvent, JournalEventOf } from '@temblor/lab/journal/event';

export interface PhaseModel {
  readonly phase: string;
  /** From 1. */
  readonly repeat: number;
  readonly startUs: number;
  /** Null while it lasts. */
  readonly endUs: number | null;
  readonly completed: boolean;
  readonly detail: string;
}

export interface RunModel {
  readonly run: string;
  readonly experiment: string;
  readonly seed: number;
  readonly repeats: number;
  readonly quick: boolean;
  readonly startedAtUs: number;
  readonly warmedUp: boolean;
  readonly phases: readonly PhaseModel[];
  readonly steady: readonly JournalEventOf<'steady-state-checked'>[];
  readonly checks: readonly JournalEventOf<'check-finished'>[];
  /** Null until it is pronounced. */
  readonly verdict: {
    readonly verdict: 'passed' | 'failed' | 'inconclusive';
    readonly reasons: readonly string[];
  } | null;
  /** True when its files are written, or it broke. */
  readonly ended: boolean;
  /** Why it broke; empty while it lasts, and where it did not. */
  readonly endReason: string;
}

/** The newest run after one more fact; a fact of no run that is known changes nothing. */
export function foldRun(run: RunModel | null, fact: JournalEvent): RunModel | null {
  if (fact.type === 'run-started') return started(fact);
  if (run === null) return null;
  switch (fact.type) {
    case 'warm-up-finished':
      return { ...run, warmedUp: true };
    case 'steady-state-checked':
      return { ...run, steady: [...run.steady, fact] };
    case 'phase-started': {
      const { phase, repeat, atUs } = fact;
      const begun: PhaseModel = { phase, repeat, startUs: atUs, endUs: null, completed: false, detail: '' };
      return { ...run, phases: [...run.phases, begun] };
    }
    case 'phase-finished':
      return { ...run, phases: finishPhase(run.phases, fact) };
    case 'check-finished':
      return { ...run, checks: [...run.checks, fact] };
    case 'verdict':
      return fact.run === run.run ? { ...run, verdict: { verdict: fact.verdict, reasons: fact.reasons } } : run;
    case 'run-ended':
      return fact.run === run.run ? { ...run, ended: true, endReason: fact.reason } : run;
    default:
      return run;
  }
}

function started(fact: JournalEventOf<'run-started'>): RunModel {
  const { run, experiment, seed, repeats, quick, atUs } = fact;
  return {
    ...{ run, experiment, seed, repeats, quick },
    startedAtUs: atUs,
    warmedUp: false,
    phases: [],
    steady: [],
    checks: [],
    verdict: null,
    ended: false,
    endReason: '',
  };
}

function finishPhase(phases: readonly PhaseModel[], fact: JournalEventOf<'phase-finished'>): readonly PhaseModel[] {
  const index = phases.findLastIndex(({ phase, repeat }) => phase === fact.phase && repeat === fact.repeat);
  const phase = phases[index];
  if (phase === undefined) return phases;
  const { atUs, completed, detail } = fact;
  return phases.with(index, { ...phase, endUs: atUs, completed, detail });
}
