import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommandFolder } from './cli-fixtures/temblor-command.ts';
import { openCommandFolder } from './cli-fixtures/temblor-command.ts';

describe('a race on the system that is up', () => {
  let folder: CommandFolder;
  beforeAll(async () => {
    folder = openCommandFolder();
    expect(await folder.json('up', 'echo', '--ports', 'auto')).toMatchObject({ code: 0 });
    folder.remember();
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  test('goes over the links of its clients and has the verdict of its checks; the system stays up', async () => {
    const passed = await folder.json('race', 'echo', '--seats', '5', '--requests', '50', '--seed', '7');
    expect(passed).toMatchObject({
      code: 0,
      document: {
        ...{ system: 'echo', verdict: 'passed', seats: 5, requests: 50, concurrency: 50, seed: 7, faults: [] },
        byStatus: { 200: 50 },
        facts: [{ fact: 'instances', value: 'front, backend-1, backend-2' }],
        checks: [{ check: 'few-seats', verdict: 'passed' }],
      },
    });
    expect(await folder.json('status')).toMatchObject({ code: 0, document: { systems: [{ id: 'echo' }] } });
  });

  test('exits with 1 where a check failed, and says which', async () => {
    const failed = await folder.temblor('race', 'echo', '--seats', '5', '--requests', '5');
    expect(failed).toMatchObject({ code: 1, stderr: '' });
    expect(failed.stdout).toMatch(/200 OK +5\n/);
    expect(failed.stdout).toContain('check few-seats: failed – 5 seats\n  nobody went without\nverdict: failed');
  });

  test('that is interrupted ends at once', async () => {
    const race = folder.launch('race', 'echo', '--seats', '13');
    await race.said('nobody answers');
    race.process.kill('SIGINT');
    expect(await race.finished).toMatchObject({ code: 130, stderr: expect.stringContaining('interrupted') });
  });

  test('has no faults where none are declared', async () => {
    expect(await folder.json('race', 'echo', '--faults')).toMatchObject({
      ...{ code: 64, document: { error: { code: 'no-faults' } } },
    });
  });
});

test('a race where nothing is up starts the system and ends it, and the lab with it', async () => {
  await using folder = openCommandFolder();
  const { code, document } = await folder.json('race', 'echo', '--ports', 'auto');
  expect({ code, document }).toMatchObject({ code: 0, document: { seats: 1, requests: 2, byStatus: { 200: 2 } } });
  expect(existsSync(join(folder.path, '.temblor', 'lab.json'))).toBe(false);
});
