/** Each planted bug of the log is caught by a check, all at once; that a sound log passes them is seen in `log.test.ts`. */
import type { PhaseDeclaration } from '@temblor/lab/experiment/declaration';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LogLab } from './log-fixtures/log-lab.ts';

let lab: LogLab;

beforeAll(async () => {
  lab = await LogLab.open();
});

afterAll(async () => {
  await lab?.[Symbol.asyncDispose]();
});

const calm: PhaseDeclaration = { name: 'messages', minimumMs: 1000 };
const apart: PhaseDeclaration = {
  ...{ name: 'partition', watch: [], holdMs: 1000, minimumMs: 2000 },
  faults: [{ kind: 'partition', target: { groups: [['leader of node'], ['followers of node']] } }],
};

test.concurrent.each([
  ['forgets-keys', 'messages', calm, 'messages-exactly-once'],
  ['ids-from-highest', 'messages', calm, 'log-agreement'],
  ['acknowledges-early', 'partition-raft', apart, 'log-agreement'],
  ['shows-on-arrival', 'messages', calm, 'reads-are-stable'],
] as const)('%s is caught', async (bug, experiment, phase, check) => {
  const { figures, verdict } = await lab.run(experiment, { bug, phases: [phase] });
  const failed = figures.checks.filter((found) => found.verdict === 'failed').map((found) => found.check);
  expect(failed).toContain(check);
  expect(verdict).toBe('failed');
});
