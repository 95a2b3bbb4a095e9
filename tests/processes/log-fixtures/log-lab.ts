/** The log's experiments, cut short, on real processes of a World of its own. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operation } from '@temblor/checkers/history/operation';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import type { ExperimentDeclaration } from '@temblor/lab/experiment/declaration';
import type { RunOutcome } from '@temblor/lab/experiment/run-experiment';
import { runExperiment } from '@temblor/lab/experiment/run-experiment';
import { Journal } from '@temblor/lab/journal/journal';
import type { World } from '@temblor/lab/world/world';
import { openProcessWorld } from '@temblor/runtime/world/process-world';
import { experiments } from '@temblor/system-log/experiments';
import type { PlantedBug } from '@temblor/system-log/planted-bugs';
import { log } from '@temblor/system-log/system';

/** What of an experiment is another in a test, and a bug to plant. */
export interface Cut extends Partial<ExperimentDeclaration> {
  readonly bug?: PlantedBug;
}

export class LogLab implements AsyncDisposable {
  readonly #journal: Journal;
  readonly #folder: string;
  readonly #world: World;
  #runs = 0;

  private constructor(journal: Journal, folder: string, world: World) {
    this.#journal = journal;
    this.#folder = folder;
    this.#world = world;
  }

  static async open(): Promise<LogLab> {
    const folder = await mkdtemp(join(tmpdir(), 'temblor-test-'));
    const journal = new Journal();
    return new LogLab(journal, folder, await openProcessWorld({ journal, clock: monotonicClock, folder }));
  }

  /** Runs an experiment on a system of its own, without its warm-up. */
  async run(name: string, { bug, ...cut }: Cut): Promise<RunOutcome> {
    const declared = experiments[name];
    if (declared === undefined) throw new Error(`there is no experiment '${name}'`);
    const experiment: ExperimentDeclaration = { ...declared, warmUpMs: 0, ...cut };
    this.#runs += 1;
    const run = `${name}-${this.#runs}`;
    const environment = { ...experiment.environment, ...(bug === undefined ? {} : { PLANTED_BUG: bug }) };
    const system = { ...log, experiments: { [name]: experiment } };
    await using running = await this.#world.start(system, { id: run, ports: 'auto', seed: 1, environment });
    const historyFile = join(this.#folder, `${run}.ndjson`);
    return await runExperiment({
      ...{ system: running, experimentName: name, journal: this.#journal, clock: monotonicClock, run },
      ...{ seed: 1, repeats: 1, quick: false, historyFile },
      readHistory: async () => {
        const lines = (await readFile(historyFile, 'utf8')).trim().split('\n');
        return lines.map((line): Operation => JSON.parse(line));
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#world[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true });
  }
}
