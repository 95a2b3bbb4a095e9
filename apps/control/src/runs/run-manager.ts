import { TemblorError, usageError } from '@temblor/foundation/errors/temblor-error';
import { drawSeed } from '@temblor/foundation/randomness/random';
import type { ExperimentDeclaration } from '@temblor/lab/experiment/declaration';
import { findExperiment, planRun } from '@temblor/lab/experiment/run-plan';
import type { HealthByInstance } from '@temblor/lab/measure/instance-health';
import type { SystemDeclaration } from '@temblor/lab/system/declaration';
import type { PortPolicy, RunningSystem } from '@temblor/lab/world/world';
import type { RunStatus } from '../api/schemas.ts';
import { toProblem } from '../http/problem.ts';
import type { LabSystem, LabSystems } from '../systems/lab-systems.ts';
import { missingSettings } from '../systems/missing-settings.ts';
import { createRunFolder } from './run-folder.ts';

/** What a user asks for. */
interface RunWish {
  readonly system: string;
  /** The system's first experiment where absent. */
  readonly experiment?: string | undefined;
  readonly quick: boolean;
  readonly repeats: number;
  readonly seed?: number | undefined;
  /** All phases where absent. */
  readonly phases?: readonly string[] | undefined;
  readonly ports: PortPolicy;
  /** Added to the environment of every instance of a system of its own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly storeUrls: Readonly<Record<string, string>>;
  readonly on?: string | undefined;
}

/** A run about to be executed: everything decided. */
export interface RunPlan {
  readonly run: string;
  /** Exists, and is empty. */
  readonly folder: string;
  /** The id of the system that it runs on. */
  readonly systemId: string;
  /** Whether that system was up before the run. */
  readonly isUp: boolean;
  readonly declaration: SystemDeclaration;
  readonly experiment: string;
  readonly quick: boolean;
  readonly repeats: number;
  readonly seed: number;
  readonly phases: readonly string[] | undefined;
  readonly ports: PortPolicy;
  readonly environment: Readonly<Record<string, string>>;
}

/** What a run came to, and which files it wrote. */
export interface RunResult {
  readonly verdict: 'passed' | 'failed' | 'inconclusive';
  readonly reasons: readonly string[];
  readonly files: readonly string[];
}

/** Runs the experiment of a plan on the system that `open` gives, ends that use, and writes the files. */
export type ExecuteRun = (plan: RunPlan, open: OpenSystem, signal: AbortSignal) => Promise<RunResult>;

/**
 * Opens the system of a run. `health` tells who is ON and OFF by all that it has said; `ending` aborts when the system is
 * to stop; `close` gives it back, or stops it.
 */
export type OpenSystem = () => Promise<{
  readonly system: RunningSystem;
  readonly health: () => HealthByInstance;
  readonly ending: AbortSignal;
  close(): Promise<void>;
}>;

interface Run {
  readonly plan: RunPlan;
  readonly abort: AbortController;
  state: RunStatus['state'];
  done: Promise<void>;
}

/** So many finished runs are remembered; older ones are in their folders. */
const rememberedRuns = 200;

/** The runs of a lab: each on a system of its own, or on one that is up. */
export class RunManager implements AsyncDisposable {
  readonly #folder: string;
  readonly #systems: LabSystems;
  readonly #execute: ExecuteRun;
  readonly #runs = new Map<string, Run>();

  constructor(folder: string, systems: LabSystems, execute: ExecuteRun) {
    this.#folder = folder;
    this.#systems = systems;
    this.#execute = execute;
  }

  /**
   * Starts a run and returns as soon as it is under way.
   * @throws TemblorError `unknown-system`, `system-not-up`, `system-mismatch`, `system-in-use`, `settings-too-late`, `other-environment`, and of `planRun`.
   */
  async start(wish: RunWish): Promise<RunStatus> {
    const declaration = this.#systems.declaration(wish.system);
    const { name, experiment } = chooseExperiment(declaration, wish.experiment);
    const { quick, repeats, phases } = wish;
    // Refused here already, before there is a folder; the run plans it again for itself.
    planRun(declaration, { experimentName: name, quick, repeats, ...(phases === undefined ? {} : { phases }) });
    const target = wish.on === undefined ? undefined : this.#checkTarget(wish.on, declaration);
    if (target !== undefined && Object.keys({ ...wish.environment, ...wish.storeUrls }).length > 0) {
      throw usageError(
        'settings-too-late',
        `'${target.id}' is up already`,
        'give it none, or run on a system of its own',
      );
    }
    const environment = { ...experiment.environment, ...wish.environment };
    if (target !== undefined) requireEnvironment(target, name, environment);
    const { run, folder } = await createRunFolder(this.#folder, new Date(), declaration.name, name);
    const plan: RunPlan = {
      run,
      folder,
      systemId: wish.on ?? this.#systems.freeId(declaration.name),
      isUp: wish.on !== undefined,
      declaration,
      experiment: name,
      quick: wish.quick,
      repeats: wish.repeats,
      seed: wish.seed ?? drawSeed(),
      phases: wish.phases,
      ports: target?.start.ports ?? wish.ports,
      environment: target?.start.environment ?? environment,
    };
    const entry: Run = { plan, abort: new AbortController(), state: { kind: 'starting' }, done: Promise.resolve() };
    this.#remember(entry);
    entry.done = this.#carryOut(entry, wish);
    return describe(entry);
  }

  /** @throws TemblorError `unknown-run`. */
  status(run: string): RunStatus {
    return describe(this.#find(run));
  }

  /** The runs that are under way. */
  active(): readonly RunStatus[] {
    return [...this.#runs.values()].filter(isActive).map(describe);
  }

  /** Waits until a run is over, at most so long. @throws TemblorError `unknown-run`. */
  async wait(run: string, signal: AbortSignal): Promise<RunStatus> {
    const entry = this.#find(run);
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (!signal.aborted) await Promise.race([entry.done, promise]);
    return describe(entry);
  }

  /** Ends a run before its time: its report is still written, inconclusive. Resolves when it is over. */
  async abort(run: string, reason: string): Promise<RunStatus> {
    const entry = this.#find(run);
    entry.abort.abort(new TemblorError('run-aborted', reason));
    await entry.done;
    return describe(entry);
  }

  async #carryOut(entry: Run, wish: RunWish): Promise<void> {
    try {
      const result = await this.#execute(entry.plan, () => this.#open(entry, wish), entry.abort.signal);
      entry.state = {
        kind: 'finished',
        verdict: result.verdict,
        reasons: [...result.reasons],
        files: [...result.files],
      };
    } catch (error) {
      entry.state = { kind: 'broken', problem: toProblem(error) };
    }
  }

  async #open(entry: Run, wish: RunWish): ReturnType<OpenSystem> {
    const { run, systemId: id } = entry.plan;
    const own = wish.on === undefined;
    if (own) {
      const giveUp = () => void this.#systems.stop(id, 'the run was aborted').catch(() => undefined);
      entry.abort.signal.throwIfAborted();
      entry.abort.signal.addEventListener('abort', giveUp, { once: true });
      try {
        const ports = this.#systems.list().length > 0 && wish.ports === 'preferred' ? 'auto' : wish.ports;
        const { storeUrls } = wish;
        const { environment } = entry.plan;
        await this.#systems.start({ system: wish.system, id, ports, seed: entry.plan.seed, environment, storeUrls });
      } finally {
        entry.abort.signal.removeEventListener('abort', giveUp);
      }
    }
    const { system, signal, release } = this.#systems.use(id, run);
    entry.state = { kind: 'running' };
    const close = async () => {
      release();
      if (own && this.#systems.list().some((other) => other.id === id)) {
        await this.#systems.stop(id, 'the run is over');
      }
    };
    const { entry: opened } = this.#systems.running(id);
    return { system, health: () => opened.health, ending: signal, close };
  }

  #checkTarget(id: string, declaration: SystemDeclaration): LabSystem {
    const { entry } = this.#systems.unused(id);
    if (entry.declaration.name === declaration.name) return entry;
    throw usageError('system-mismatch', `'${id}' is the system '${entry.declaration.name}', not '${declaration.name}'`);
  }

  #find(run: string): Run {
    const entry = this.#runs.get(run);
    if (entry !== undefined) return entry;
    throw usageError('unknown-run', `this lab knows no run '${run}'`, 'see: temblor runs');
  }

  #remember(entry: Run): void {
    this.#runs.set(entry.plan.run, entry);
    for (const [name, old] of this.#runs) {
      if (this.#runs.size <= rememberedRuns) return;
      if (!isActive(old)) this.#runs.delete(name);
    }
  }

  /** Aborts every run and waits until their reports are written. */
  async [Symbol.asyncDispose](): Promise<void> {
    const active = [...this.#runs.values()].filter(isActive);
    for (const entry of active) entry.abort.abort(new TemblorError('lab-ending', 'the lab was ended'));
    await Promise.allSettled(active.map((entry) => entry.done));
  }
}

/** An experiment of a system that runs in a way of its own says nothing about one that does not. */
function requireEnvironment(
  { id, start }: LabSystem,
  experiment: string,
  environment: Readonly<Record<string, string>>,
): void {
  const missing = missingSettings(start.environment, environment);
  if (missing.length === 0) return;
  throw usageError(
    'other-environment',
    `'${experiment}' needs a system with ${missing.join(', ')}, and '${id}' was started without`,
    'run it on a system of its own',
  );
}

function isActive(run: Run): boolean {
  return run.state.kind === 'starting' || run.state.kind === 'running';
}

function describe({ plan, state }: Run): RunStatus {
  const { run, folder, declaration, experiment, systemId } = plan;
  return { run, folder, system: declaration.name, experiment, on: systemId, state };
}

/**
 * The experiment of a name; a system's first one is its default.
 * @throws TemblorError `unknown-experiment` with the nearest name.
 */
export function chooseExperiment(
  declaration: SystemDeclaration,
  wanted: string | undefined,
): { name: string; experiment: ExperimentDeclaration } {
  const name = wanted ?? Object.keys(declaration.experiments)[0];
  if (name === undefined) throw usageError('unknown-experiment', `the system '${declaration.name}' has no experiments`);
  return { name, experiment: findExperiment(declaration, name) };
}
