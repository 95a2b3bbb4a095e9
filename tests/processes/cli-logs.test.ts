import type { SystemStatus } from '@temblor/control/api/schemas';
import { expect, test } from 'vitest';
import { openCommandFolder } from './cli-fixtures/temblor-command.ts';

test('what instances print is told in words, as it was printed, and by its level', async () => {
  await using folder = openCommandFolder();
  const { document } = await folder.json('up', 'echo', '--ports', 'auto');
  const front = (document as SystemStatus).instances.find(({ id }) => id === 'front')?.url;
  await fetch(`${front}/warn/low`);
  const told = await folder.temblor('logs', 'front', 'front');
  expect(told.stdout).toMatch(/^front {7}front listens\nfront {7}\d\d:\d\d:\d\d\.\d{3} WARN {2}low {2}code=7\n$/);
  const raw = await folder.temblor('logs', '--raw', '-n', '1', 'front');
  expect(JSON.parse(raw.stdout.replace('front', ''))).toMatchObject({ level: 'warn', msg: 'low', code: 7 });
  expect((await folder.temblor('logs', 'front', '--level', 'error')).stdout).not.toContain('low');
  // Of those that are wanted the last, and not those that are wanted of the last.
  await folder.json('restart', 'backend-1');
  expect((await folder.temblor('logs', 'front', '--level', 'warn', '-n', '1')).stdout).toContain('low');
});

test('a log that is followed has no hole where what was kept ends, and ends with its system', async () => {
  await using folder = openCommandFolder();
  const { document } = await folder.json('up', 'echo', '--ports', 'auto');
  const front = (document as SystemStatus).instances.find(({ id }) => id === 'front')?.url;
  const following = folder.launch('logs', '-f', '-n', '5', '--level', 'warn', 'front');
  let told = 0;
  const tell = async () => {
    for (; following.process.exitCode === null && told < 20_000; told += 1) await fetch(`${front}/warn/w${told}`);
  };
  const telling = tell().catch(() => undefined);
  await following.said('WARN  w');
  const before = told;
  await following.said(`WARN  w${before + 20}`);
  await folder.temblor('down', '--all');
  await telling;
  const { code, stdout } = await following.finished;
  expect(code).toBe(0);
  const numbers = [...stdout.matchAll(/WARN {2}w(\d+) /g)].map((match) => Number(match[1]));
  expect(numbers.length).toBeGreaterThan(20);
  expect(numbers).toEqual(numbers.map((_, place) => (numbers[0] ?? 0) + place));
});
