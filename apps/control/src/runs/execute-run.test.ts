import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { expect, test } from 'vitest';
import { openTestLab } from '../testing/open-test-lab.fixture.ts';
import { executeRuns } from './execute-run.ts';

test('a run whose journal cannot be written ends at once, inconclusive, and says why', async () => {
  const told: unknown[] = [];
  await using lab = await openTestLab({
    executeRuns: (parts) => {
      const execute = executeRuns({ ...parts, onDefect: (error) => void told.push(error) });
      return (plan, open, signal) => {
        mkdirSync(join(plan.folder, 'journal.ndjson')); // stands in its way
        return execute(plan, open, signal);
      };
    },
  });
  const { body } = await lab.call('POST', '/runs', { system: 'shop' });
  const { run } = body as { run: string };
  const status = await lab.call('GET', `/runs/${run}?waitMs=10000`);
  expect(status).toMatchObject({
    body: {
      state: {
        kind: 'finished',
        verdict: 'inconclusive',
        reasons: expect.arrayContaining([expect.stringContaining('its journal cannot be written: EISDIR')]),
      },
    },
  });
  expect(told).toMatchObject([
    { code: 'journal-not-written', message: expect.stringContaining('EISDIR'), hint: expect.stringContaining(run) },
  ]);
  expect(lab.journal.since(1).at(-1)).toMatchObject({
    ...{ type: 'run-ended', system: 'shop', run, verdict: 'inconclusive' },
    reason: expect.stringContaining('its journal cannot be written'),
  });
});

test('a run whose system does not start ends without a verdict, and the journal says why', async () => {
  await using lab = await openTestLab({ executeRuns });
  lab.world.startGate = Promise.reject(new TemblorError('store-not-ready', 'the store did not start'));
  lab.world.startGate.catch(() => undefined);
  const { body } = await lab.call('POST', '/runs', { system: 'shop' });
  const { run } = body as { run: string };
  await lab.call('GET', `/runs/${run}?waitMs=10000`);
  expect(lab.journal.since(1).at(-1)).toMatchObject({
    ...{ type: 'run-ended', system: 'shop', run, verdict: null },
    reason: 'the store did not start',
  });
});
