import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { endRecorded } from '@temblor/runtime/guardian/end-recorded';
import { openGuardian } from '@temblor/runtime/guardian/open-guardian';
import { recordFileOf } from '@temblor/runtime/guardian/record';
import { isSameProcess, processStartTime } from '@temblor/runtime/processes/process-identity';
import { isRunning, readProcess } from '@temblor/runtime/processes/process-table';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const fixture = (name: string) => fileURLToPath(new URL(`./guardian-fixtures/${name}`, import.meta.url));
const childOf = (name: string, options: { paused?: boolean; endSignal?: NodeJS.Signals } = {}) => ({
  name,
  file: process.execPath,
  args: ['--disable-warning=ExperimentalWarning', fixture('child.ts'), name, join(folder, 'late-pid')],
  ...options,
});
const isAlive = (pid: number) => isRunning(readProcess(pid));
/** So long it is awaited; that it takes two seconds at most is measured by `npm run bench:killed-lab`. */
const goneWithinMs = 20_000;
const waitGone = (pids: readonly number[], timeoutMs: number) =>
  pollUntil(() => pids.every((pid) => !isAlive(pid)), { timeoutMs, intervalMs: 10 });

let folder = '';
let started: number[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'temblor-guardian-test-'));
  started = [];
});
afterEach(() => {
  for (const pid of started) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface FakeLab {
  readonly process: ChildProcess;
  readonly guardian: number;
  readonly pids: Readonly<Record<string, number>>;
  /** The next line that a child printed to say that it is ready. */
  readonly readyLine: (name: string) => Promise<string>;
  /** The pids of what the child named `parent` started. */
  readonly grandchildren: () => Promise<number[]>;
}

async function startLab(children: readonly object[], folders: readonly string[] = []): Promise<FakeLab> {
  const lab = spawn(
    process.execPath,
    [fixture('fake-lab.ts'), folder, JSON.stringify(children), JSON.stringify(folders)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines: string[] = [];
  createInterface({ input: lab.stdout }).on('line', (line) => lines.push(line));
  const find = (start: string) =>
    pollUntil(() => lines.find((line) => line.startsWith(start)), { timeoutMs: 30_000, intervalMs: 10 });
  const first = await find('{');
  if (first === undefined) throw new Error('the fake lab did not start');
  const { guardian, pids }: { guardian: number; pids: Record<string, number> } = JSON.parse(first);
  started.push(lab.pid ?? 0, guardian, ...Object.values(pids));
  const readyLine = async (name: string) => (await find(`${name} ready`)) ?? '';
  const grandchildren = async () => {
    const found = (await readyLine('parent')).split(' ').slice(2).map(Number);
    started.push(...found);
    expect(found.map(isAlive)).toEqual([true, true]);
    return found;
  };
  return { process: lab, guardian, pids, readyLine, grandchildren };
}

async function kill(process: ChildProcess): Promise<void> {
  process.kill('SIGKILL');
  await once(process, 'exit');
}

describe('when the lab is killed with SIGKILL', () => {
  test('nothing is left: paused, stubborn and talking children, grandchildren, folders, guardian, record', async () => {
    const owned = mkdtempSync(join(tmpdir(), 'temblor-guardian-owned-'));
    writeFileSync(join(owned, 'file'), 'content');
    const lab = await startLab(
      [
        childOf('sleeper', { paused: true }),
        childOf('stubborn', { endSignal: 'SIGTERM' }),
        childOf('parent', { endSignal: 'SIGTERM' }),
        childOf('talker'),
      ],
      [owned],
    );
    const grandchildren = await lab.grandchildren();
    await lab.readyLine('stubborn');
    const pids = [lab.guardian, ...grandchildren, ...Object.values(lab.pids)];
    expect(pids.every(isAlive)).toBe(true);
    expect(readProcess(lab.pids.sleeper ?? 0)?.state).toBe('T');

    await kill(lab.process);
    expect(await waitGone(pids, goneWithinMs)).toBe(true);
    const late = Number(readFileSync(join(folder, 'late-pid'), 'utf8'));
    started.push(late);
    expect(late).toBeGreaterThan(0);
    expect(isAlive(late)).toBe(false);
    expect(existsSync(owned)).toBe(false);
    expect(existsSync(recordFileOf(folder))).toBe(false);
  });

  test('the guardian does not follow SIGINT, SIGTERM or SIGHUP while the lab lives', async () => {
    const lab = await startLab([childOf('sleeper')]);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(lab.guardian, signal);
    process.kill(-lab.guardian, 'SIGINT');
    await lab.readyLine('sleeper');
    expect(isAlive(lab.guardian)).toBe(true);
    await kill(lab.process);
    expect(await waitGone([lab.guardian, ...Object.values(lab.pids)], goneWithinMs)).toBe(true);
  });
});

describe('when lab and guardian are killed together', () => {
  test('a child that watches its standard input ends by itself, and the record ends the other', async () => {
    const owned = mkdtempSync(join(tmpdir(), 'temblor-guardian-owned-'));
    const lab = await startLab([childOf('watcher'), childOf('sleeper'), childOf('parent')], [owned]);
    const { watcher = 0, sleeper = 0 } = lab.pids;
    await lab.readyLine('watcher');
    const grandchildren = await lab.grandchildren();
    // Together: a lab that has a moment left when its guardian dies ends the rest itself.
    lab.process.kill('SIGSTOP');
    process.kill(lab.guardian, 'SIGKILL');
    await kill(lab.process);
    expect(await waitGone([watcher], goneWithinMs)).toBe(true);
    expect(isAlive(sleeper)).toBe(true);

    const result = await endRecorded(recordFileOf(folder));
    expect(result.ended.map(({ name }) => name)).toEqual(['sleeper', 'parent']);
    expect(result).toMatchObject({ removedFolders: [owned], left: [] });
    expect(await waitGone([...grandchildren, ...Object.values(lab.pids)], 0)).toBe(true);
    expect(existsSync(owned)).toBe(false);
    expect(existsSync(recordFileOf(folder))).toBe(false);
  });

  test('a process that was given the pid of a recorded one is left alone', async () => {
    const bystander = spawn('sleep', ['1000'], { stdio: 'ignore' });
    const pid = bystander.pid ?? 0;
    started.push(pid);
    const record = [
      { kind: 'guardian', pid: 2 ** 22 - 7, startTime: 'gone', labPid: 2 ** 22 - 9, labStartTime: 'gone', token: 'x' },
      { kind: 'child', name: 'reused', pid, startTime: 'of another time', endSignal: 'SIGKILL' },
    ];
    writeFileSync(recordFileOf(folder), [...record.map((entry) => JSON.stringify(entry)), '{"torn'].join('\n'));
    expect(await endRecorded(recordFileOf(folder))).toEqual({ ended: [], removedFolders: [], left: [] });
    expect(isAlive(pid)).toBe(true);
    expect(isSameProcess(pid, processStartTime(pid) ?? '')).toBe(true);
    bystander.kill('SIGKILL');
    await once(bystander, 'exit');
    expect(processStartTime(pid)).toBeUndefined();
  });

  test('what a living lab runs is not ended', async () => {
    const lab = await startLab([childOf('sleeper')]);
    await expect(endRecorded(recordFileOf(folder))).rejects.toMatchObject({ code: 'lab-running' });
    await expect(openGuardian({ folder })).rejects.toMatchObject({ code: 'lab-running' });
    expect(isAlive(lab.pids.sleeper ?? 0)).toBe(true);
    await kill(lab.process);
    await using next = await openGuardian({ folder }); // waits for the former guardian's work
    expect(isAlive(lab.pids.sleeper ?? 0)).toBe(false);
    expect(isAlive(next.pid)).toBe(true);
  });
});

describe('when the guardian is killed', () => {
  test('the lab learns of it, its children are ended, and their ends are known', async () => {
    const owned = mkdtempSync(join(tmpdir(), 'temblor-guardian-owned-'));
    await using guardian = await openGuardian({ folder });
    await guardian.ownFolder(owned);
    const child = await guardian.spawn({ ...childOf('sleeper'), environment: {}, directory: '/' });
    const lost = new Promise<string>((resolve) => guardian.onLost(resolve));
    process.kill(guardian.pid, 'SIGKILL');
    expect(await lost).toContain('SIGKILL');
    expect(await child.exited).toMatchObject({ signal: 'SIGKILL' });
    expect(isAlive(child.pid)).toBe(false);
    expect(existsSync(owned)).toBe(false);
    await expect(guardian.spawn({ ...childOf('sleeper'), environment: {}, directory: '/' })).rejects.toMatchObject({
      code: 'guardian-lost',
    });
    await child.signal('SIGTERM'); // one that is gone is no error
  });
});
