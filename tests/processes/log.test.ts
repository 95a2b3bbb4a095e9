/** The experiments of the log, cut short. A machine that is too busy for the load decides nothing here: the checks do. */
import type { PhaseDeclaration } from '@temblor/lab/experiment/declaration';
import type { RunOutcome } from '@temblor/lab/experiment/run-experiment';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LogLab } from './log-fixtures/log-lab.ts';

let lab: LogLab;

beforeAll(async () => {
  lab = await LogLab.open();
});

afterAll(async () => {
  await lab?.[Symbol.asyncDispose]();
});

/** What the checks found that is not well, and the faults that were not seen to act. */
const troubleIn = ({ figures }: RunOutcome): string[] => [
  ...figures.checks
    .filter(({ verdict }) => verdict !== 'passed')
    .map(({ check, summary, violations }) => `${check}: ${violations[0] ?? summary}`),
  ...figures.phases.flatMap(({ repeats }) => repeats.map(({ run }) => run.detail).filter((detail) => detail !== '')),
];

const figureOf = ({ figures }: RunOutcome, wanted: string): number => {
  const found = figures.own.find(({ figure }) => figure === wanted);
  if (found?.measured.kind !== 'measured') throw new Error(`${wanted}: ${found?.measured.reason ?? 'not told'}`);
  return found.measured.value;
};

test.concurrent('a leader that is killed is followed by another, nothing acknowledged is lost, and it catches up', async () => {
  const kill: PhaseDeclaration = {
    ...{ name: 'kill', watch: [], holdMs: 0, minimumMs: 2500 },
    faults: [{ kind: 'crash', target: { instance: 'leader of node' }, durationMs: 100 }],
  };
  const outcome = await lab.run('kill-leader', { phases: [kill] });
  expect(troubleIn(outcome)).toEqual([]);
  expect(figureOf(outcome, 'time to a new leader')).toBeGreaterThan(0);
  expect(figureOf(outcome, 'time to the next accepted message')).toBeLessThan(8000);
});

const apart: PhaseDeclaration = {
  ...{ name: 'partition', watch: [], holdMs: 1500, minimumMs: 2500 },
  faults: [{ kind: 'partition', target: { groups: [['leader of node'], ['followers of node']] } }],
};

test.concurrent('the bully algorithm has two leaders under a partition, and the experiment shows the harm', async () => {
  // Without a message from before the partition there is nothing to differ about yet.
  const outcome = await lab.run('partition-bully', { phases: [{ name: 'baseline', minimumMs: 1000 }, apart] });
  expect(troubleIn(outcome)).toEqual([]);
  expect(outcome.figures.checks[0]?.summary).toContain('the harm was seen, as it must be with bully');
});
