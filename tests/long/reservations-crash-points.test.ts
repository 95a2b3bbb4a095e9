import { expect, test } from 'vitest';
import { openCommandFolder } from '../processes/cli-fixtures/temblor-command.ts';

const seed = 1;

test('200 points on real processes: no wrong charge, no seat lost or sold twice, every saga ends', async () => {
  await using folder = openCommandFolder();
  const { code, document } = await folder.json('explore', 'reservations', '--real', '--seed', String(seed));
  expect(document).toMatchObject({ verdict: 'passed', points: 200, seed, findings: [] });
  expect(code).toBe(0);
});
