import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTestLab } from '../testing/open-test-lab.fixture.ts';
import { executeRuns } from './execute-run.ts';

test('a run whose journal cannot be written ends at once, inconclusive, and says why', async () => {
  await using lab = await openTestLab({
    executeRuns: (parts) => {
      const execute = executeRuns(parts);
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
});
