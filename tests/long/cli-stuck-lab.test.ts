import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { isSameProcess } from '@temblor/runtime/processes/process-identity';
import { expect, test } from 'vitest';
import type { CommandFolder } from '../processes/cli-fixtures/temblor-command.ts';
import { openCommandFolder } from '../processes/cli-fixtures/temblor-command.ts';

async function openLab(folder: CommandFolder): Promise<{ file: string; pid: number; startTime: string }> {
  expect((await folder.temblor('up', 'echo', '--ports', 'auto')).code).toBe(0);
  folder.remember();
  const file = join(folder.path, '.temblor', 'lab.json');
  return { file, ...JSON.parse(readFileSync(file, 'utf8')) };
}

test('a lab that does not answer is killed by down --all, which says so, and nothing is left', async () => {
  await using folder = openCommandFolder();
  const { file, pid, startTime } = await openLab(folder);
  process.kill(pid, 'SIGSTOP');
  const { code, stdout, stderr } = await folder.temblor('down', '--all');
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'the lab has ended\n' });
  expect(stderr).toContain(`the lab (pid ${pid}) does not answer`);
  expect(isSameProcess(pid, startTime)).toBe(false);
  expect(await folder.survivors()).toEqual([]);
  expect(existsSync(file)).toBe(false);
});

test('the file of a lab that lives is never removed: not by cleanup, not by a second lab', async () => {
  await using folder = openCommandFolder();
  const { file, pid } = await openLab(folder);
  process.kill(pid, 'SIGSTOP');
  expect(await folder.temblor('cleanup')).toMatchObject({ code: 69, stderr: expect.stringContaining(`pid ${pid}`) });
  expect((await folder.temblor('start', 'echo', '--ports', 'auto')).code).toBe(69);
  expect(existsSync(file)).toBe(true);
  process.kill(pid, 'SIGCONT');
  expect((await folder.temblor('down', '--all')).code).toBe(0);
  expect(existsSync(file)).toBe(false);
});

test('a lab whose folder is removed ends by itself: nobody could find it any more', async () => {
  await using folder = openCommandFolder();
  await openLab(folder);
  rmSync(folder.path, { recursive: true });
  await pollUntil(async () => (await folder.survivors()).length === 0, { timeoutMs: 10_000, intervalMs: 50 });
  expect(await folder.survivors()).toEqual([]);
});
