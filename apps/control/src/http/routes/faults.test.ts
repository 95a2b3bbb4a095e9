import { faultCatalogue } from '@temblor/lab/faults/catalogue';
import { expect, test } from 'vitest';
import { openTestLab } from '../../testing/open-test-lab.fixture.ts';

test('the kinds of faults are told whole, whatever runs', async () => {
  await using lab = await openTestLab();
  expect(await lab.call('GET', '/faults')).toEqual({ status: 200, body: { faults: faultCatalogue } });
});
