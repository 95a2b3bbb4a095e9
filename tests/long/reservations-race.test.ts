/**
 * The race for seats and an experiment on real processes, which have a bug that only shows where payments is slow: the race
 * passes, and the books of the experiment find it.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operation } from '@temblor/checkers/history/operation';
import { monotonicClock } from '@temblor/foundation/clock/clock';
import type { ExperimentDeclaration } from '@temblor/lab/experiment/declaration';
import { runExperiment } from '@temblor/lab/experiment/run-experiment';
import { Journal } from '@temblor/lab/journal/journal';
import type { RaceProgress } from '@temblor/lab/system/race';
import type { RunningSystem, World } from '@temblor/lab/world/world';
import { runRace } from '@temblor/runtime/race/run-race';
import { openProcessWorld } from '@temblor/runtime/world/process-world';
import { experiments } from '@temblor/system-reservations/experiments';
import type { PlantedBug } from '@temblor/system-reservations/planted-bugs';
import { reservations } from '@temblor/system-reservations/system';
import { afterAll, beforeAll, expect, test } from 'vitest';

const journal = new Journal();
const bug: PlantedBug = 'no-payment-query';
let folder: string;
let world: World;
let system: RunningSystem;

/** Payments takes longer than the orchestrator waits for it, and comes through while the flag is on. */
const slow: ExperimentDeclaration = {
  ...declared('faults'),
  warmUpMs: 0,
  phases: [
    {
      ...{ name: 'payments-slow', watch: [], holdMs: 4500, minimumMs: 4500 },
      faults: [{ kind: 'flag', target: { instance: 'payments' }, flag: 'latency_seconds', value: 4 }],
    },
  ],
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temblor-test-'));
  world = await openProcessWorld({ journal, clock: monotonicClock, folder });
  const environment = { ...slow.environment, PLANTED_BUG: bug };
  const raced = { ...reservations, experiments: { slow } };
  system = await world.start(raced, { id: 'reservations', ports: 'auto', seed: 1, environment });
});

afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test('of 200 clients as many get a seat as there are, over two instances of inventory', async () => {
  const progress: RaceProgress[] = [];
  const gateway = system.links().find(({ id }) => id === 'client->gateway')?.url;
  if (gateway === undefined || reservations.race === undefined) throw new Error('there is nothing to race to');
  const { byStatus, checks } = await runRace({
    module: reservations.race.module,
    entrances: { gateway: [gateway] },
    instances: Object.fromEntries(system.instances().map(({ id, url }) => [id, url])),
    options: { requests: 200, seats: 20, concurrency: 200, seed: 1, faultsMs: 0 },
    signal: AbortSignal.timeout(60_000),
    note: () => undefined,
    progress: (news) => progress.push(news),
  });
  expect(byStatus).toEqual({ 200: 20, 409: 180 });
  expect(checks.filter(({ verdict }) => verdict !== 'passed')).toEqual([]);
  expect(progress.at(-1)?.finished).toBe(200);
});

test('a charge that timed out and was not asked after is found in the books', async () => {
  const historyFile = join(folder, 'slow.ndjson');
  const { figures, verdict } = await runExperiment({
    ...{ system, experimentName: 'slow', journal, clock: monotonicClock, run: 'slow', historyFile },
    ...{ seed: 1, repeats: 1, quick: false },
    readHistory: async () => {
      const lines = (await readFile(historyFile, 'utf8')).trim().split('\n');
      return lines.map((line): Operation => JSON.parse(line));
    },
  });
  const failed = figures.checks.filter((found) => found.verdict === 'failed').map(({ check }) => check);
  expect(failed).toEqual(['charged-once']);
  expect(verdict).toBe('failed');
});

function declared(name: string): ExperimentDeclaration {
  const experiment = experiments[name];
  if (experiment === undefined) throw new Error(`there is no experiment '${name}'`);
  return experiment;
}
