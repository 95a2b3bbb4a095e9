/** `temblor sim` as a user has it: the same found by any process, on any number of threads, and replayed bit for bit. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const temblor = fileURLToPath(new URL('../../temblor', import.meta.url));
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temblor-sim-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function start(...args: string[]) {
  return spawn(temblor, [...args, '-C', folder]);
}

async function run(...args: string[]) {
  const child = start(...args);
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { code, stdout };
}

describe('the simulator', () => {
  test('gives the same runs in another process and on another number of threads', async () => {
    const seeds = ['sim', 'raft', '--seeds', '40', '--until', '5s', '--json', '--workers'];
    const [one, two] = await Promise.all([run(...seeds, '1'), run(...seeds, '2')]);
    const [left, right] = [JSON.parse(one.stdout), JSON.parse(two.stdout)];
    expect(left.seeds).toBe(40);
    expect({ ...right, seconds: 0, core_seconds: 0 }).toEqual({ ...left, seconds: 0, core_seconds: 0 });
  });

  test('finds the split brain of bully, explains it in few events, keeps it as any run, and replays it', async () => {
    const found = await run('sim', 'bully', '--json');
    expect(found.code).toBe(1);
    const { violation, run: explained } = JSON.parse(found.stdout);
    expect(violation.check).toBe('one-leader');
    expect(explained.events.length).toBeLessThanOrEqual(15);
    expect(explained.events.at(-1)).toMatchObject({ kind: 'violation', check: 'one-leader' });
    expect((await readdir(explained.kept.folder)).toSorted()).toEqual(
      expect.arrayContaining([
        ...['history.ndjson', 'journal.ndjson', 'plan.json', 'report.json', 'report.md', 'space-time.svg'],
      ]),
    );
    expect((await run('report', explained.kept.run)).stdout).toContain('one-leader is broken');
    const again = await run('sim', 'replay', explained.kept.folder, '--json');
    expect(again.code).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({ is_same: true, digest: explained.digest });
    const whole = await run('sim', 'replay', String(violation.seed), '--subject', 'bully', '--json');
    expect(JSON.parse(whole.stdout).violation).toEqual({
      ...{ check: violation.check, atUs: violation.atUs, text: violation.text },
    });
  });

  test('ends at once when it is interrupted, with what it found until then', async () => {
    const child = start('sim', 'raft', '--seeds', '1000000', '--until', '2s', '--workers', '2', '--json');
    const interrupted = once(child.stderr, 'data').then(() => child.kill('SIGINT'));
    const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'exit'), interrupted]);
    const { verdict, reasons, digest, seeds } = JSON.parse(stdout);
    expect([code, verdict, digest]).toEqual([2, 'inconclusive', null]);
    expect(reasons[0]).toContain(`interrupted after ${seeds} of 1000000 seeds`);
  });
});
