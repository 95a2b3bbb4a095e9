/** What a user has filled in to start a run, and the request that it makes. */
import type { RunRequest, SystemSummary } from '@temblor/control/api/schemas';

/** The form as it stands. `on` null: a system of the run's own. Numbers are as typed. */
export interface RunWish {
  readonly system: string;
  readonly experiment: string;
  readonly on: string | null;
  readonly quick: boolean;
  readonly repeats: string;
  readonly seed: string;
  /** The phases that are left out. */
  readonly without: ReadonlySet<string>;
}

type Experiment = SystemSummary['experiments'][number];

/**
 * The form at first, or after another system was chosen: its first experiment, whole, on the first one that is up and can
 * serve it.
 */
export function initialWish(system: SystemSummary): RunWish {
  const [experiment] = system.experiments;
  return {
    system: system.name,
    experiment: experiment?.name ?? '',
    on: experiment?.runsOn[0] ?? null,
    quick: true,
    repeats: '1',
    seed: '',
    without: new Set(),
  };
}

/** The form after another experiment was chosen: whole, and where it was to run if that can serve this one too. */
export function withExperiment(wish: RunWish, { name, runsOn }: Experiment): RunWish {
  const on = wish.on !== null && runsOn.includes(wish.on) ? wish.on : null;
  return { ...wish, experiment: name, on, without: new Set() };
}

/** What an experiment asks of its system, `MAX_INFLIGHT=500`; empty where any will do. */
export function neededSettings({ environment }: Experiment): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

/** The experiment that a form names, if its system has it. */
export function experimentOf(wish: RunWish, systems: readonly SystemSummary[]): Experiment | undefined {
  const system = systems.find(({ name }) => name === wish.system);
  return system?.experiments.find(({ name }) => name === wish.experiment);
}

/** The request of a form; null where it leaves no phase. */
export function requestOf(wish: RunWish, experiment: Experiment): RunRequest | null {
  const phases = experiment.phases.filter((phase) => !wish.without.has(phase));
  if (phases.length === 0) return null;
  return {
    system: wish.system,
    experiment: wish.experiment,
    quick: wish.quick,
    repeats: Number(wish.repeats),
    ...(wish.seed === '' ? {} : { seed: Number(wish.seed) }),
    ...(phases.length === experiment.phases.length ? {} : { phases }),
    ...(wish.on === null ? {} : { on: wish.on }),
  };
}
