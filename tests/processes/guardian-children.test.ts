import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import type { ChildLine, Guardian } from '@temblor/runtime/guardian/guardian';
import { openGuardian } from '@temblor/runtime/guardian/open-guardian';
import { kill } from '@temblor/runtime/processes/process-steps';
import { isRunning, readProcess } from '@temblor/runtime/processes/process-table';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let folder = '';
let guardian: Guardian;
const lines: ChildLine[] = [];
const cuts = new Map<string, { lines: number; bytes: number }>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'temblor-guardian-test-'));
  guardian = await openGuardian({ folder });
  guardian.onLines((batch) => lines.push(...batch));
  guardian.onCut((cut) => {
    const before = cuts.get(cut.name) ?? { lines: 0, bytes: 0 };
    cuts.set(cut.name, { lines: before.lines + cut.lines, bytes: before.bytes + cut.bytes });
  });
});
afterAll(async () => {
  await guardian[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const shell = (name: string, script: string) =>
  guardian.spawn({
    name,
    file: 'sh',
    args: ['-c', script],
    environment: { PATH: process.env.PATH ?? '', GIVEN: 'yes' },
    directory: '/',
  });
const node = (name: string, script: string) =>
  guardian.spawn({ name, file: process.execPath, args: ['-e', script], environment: {}, directory: '/' });
const printedBy = (name: string) => lines.filter((line) => line.name === name).map(({ text }) => text);

describe('output', () => {
  test('lines of both streams are known before the end of the child is, the last without a line break too', async () => {
    const child = await shell('printer', 'echo one; echo two >&2; printf three; exit 3');
    expect(await child.exited).toMatchObject({ code: 3, signal: null });
    const printed = lines.filter(({ name }) => name === 'printer').map(({ stream, text }) => `${stream} ${text}`);
    expect(printed.toSorted()).toEqual(['stderr two', 'stdout one', 'stdout three']);
  });

  test('characters that straddle two reads stay whole', async () => {
    const child = await node('euro', `process.stdout.write('€'.repeat(60_000) + '\\n')`);
    await child.exited;
    expect(printedBy('euro')).toEqual(['€'.repeat(60_000)]);
  });

  test('a line beyond 64 Ki is cut, its rest is counted, and the next line is whole', async () => {
    const child = await node('long', `process.stdout.write('a'.repeat(1_000_000) + '\\nnext\\n')`);
    await child.exited;
    expect(printedBy('long').map(({ length }) => length)).toEqual([65_536, 4]);
    expect(cuts.get('long')).toEqual({ lines: 1, bytes: 1_000_000 - 65_536 });
  });

  test('a child that prints faster than can be passed on is not stalled: what is cut is counted, nothing else is lost', async () => {
    const total = 500_000;
    const child = await shell('flood', `yes ${'y'.repeat(99)} | head -n ${total}`);
    const quiet = await shell('quiet', 'for i in 1 2 3 4 5; do echo $i; sleep 0.05; done');
    await Promise.all([child.exited, quiet.exited]);
    const cut = cuts.get('flood') ?? { lines: 0, bytes: 0 };
    expect(cut.lines).toBeGreaterThan(0);
    expect(printedBy('flood').length + cut.lines).toBe(total);
    expect(cut.bytes).toBe(cut.lines * 99);
    expect(printedBy('quiet')).toEqual(['1', '2', '3', '4', '5']);
  });
});

describe('starting', () => {
  test('a child has the environment it was given and no more, and reads what is written to it', async () => {
    const child = await shell('reader', 'read line; echo "$line $GIVEN home=$HOME"');
    child.write('hello');
    expect(await child.exited).toMatchObject({ code: 0 });
    expect(printedBy('reader')).toEqual(['hello yes home=']);
  });

  test('what cannot be started says why and what to do', async () => {
    const specification = { name: 'bad', args: [], environment: { PATH: '/bin' }, directory: '/' };
    const spawn = (change: object) => guardian.spawn({ ...specification, file: 'sh', ...change });
    await expect(spawn({ file: 'no-such-program' })).rejects.toMatchObject({
      code: 'spawn-failed',
      message: "cannot start bad: the program 'no-such-program' was not found",
    });
    await expect(spawn({ directory: '/no/such/folder' })).rejects.toMatchObject({
      message: 'cannot start bad: the folder /no/such/folder is not there',
    });
    const script = join(folder, 'script');
    writeFileSync(script, '#!/bin/sh', { mode: 0o644 });
    await expect(spawn({ file: script })).rejects.toMatchObject({ hint: `make it executable: chmod +x '${script}'` });
    await expect(spawn({ args: ['a\0b'] })).rejects.toMatchObject({ code: 'spawn-failed' });
  });

  test('folders that are too near to the root are not owned', async () => {
    await expect(guardian.ownFolder('/')).rejects.toMatchObject({ code: 'folder-failed' });
    await expect(guardian.ownFolder('relative/path')).rejects.toMatchObject({ code: 'folder-failed' });
    await expect(guardian.ownFolder('/tmp/..//home')).rejects.toMatchObject({ code: 'folder-failed' });
    await expect(guardian.removeFolder('/tmp/not-owned')).rejects.toMatchObject({ code: 'folder-failed' });
  });
});

describe('killing', () => {
  test('tells a process that was killed from one that ended by itself just before, or long ago', async () => {
    const killed = await shell('killed', 'exec sleep 60');
    expect(await kill(killed)).toMatchObject({ kind: 'killed', signal: 'SIGKILL' });
    const ended = await shell('ended', 'exec sleep 60');
    process.kill(ended.pid, 'SIGUSR2');
    expect(await kill(ended)).toEqual({ kind: 'ended-by-itself' });
    await ended.exited;
    expect(await kill(ended)).toEqual({ kind: 'ended-by-itself' });
  });
});

describe('pausing', () => {
  const stateOf = (pid: number) => readProcess(pid)?.state;
  // It never forks: a shell in the middle of a vfork would be listed as waiting, see below.
  const busy = 'while :; do :; done';

  test('a pause is seen, and ends with its lease', async () => {
    const leaseMs = 300;
    const child = await shell('paused', busy);
    const pause = await child.pause(leaseMs);
    expect(stateOf(child.pid)).toBe('T');
    const end = await pause?.continued;
    expect(end?.by).toBe('lease');
    const lastedMs = ((end?.atUs ?? 0) - (pause?.stoppedAtUs ?? 0)) / 1000;
    expect(lastedMs).toBeGreaterThan(leaseMs / 2); // it is seen some time after it began
    expect(lastedMs).toBeLessThan(20 * leaseMs); // to the millisecond it is tested beside `Children`, by a clock that is moved
    expect(await pollUntil(() => stateOf(child.pid) !== 'T', { timeoutMs: 20_000, intervalMs: 2 })).toBe(true);
    await child.signal('SIGKILL');
    await child.exited;
  });

  test('a pause can be ended early and replaced by another lease, and a paused child can be killed', async () => {
    const child = await shell('paused-again', busy);
    const first = await child.pause(60_000);
    await child.resume();
    const end = await first?.continued;
    expect(end?.by).toBe('resume');
    expect(end?.atUs).toBeGreaterThan(first?.stoppedAtUs ?? 0);
    await child.pause(60_000);
    const replaced = await child.pause(100);
    await replaced?.continued;
    const last = await child.pause(60_000);
    expect(stateOf(child.pid)).toBe('T');
    await child.signal('SIGKILL');
    expect(await child.exited).toMatchObject({ signal: 'SIGKILL' });
    expect(await last?.continued).toMatchObject({ by: 'exit' });
    expect(await child.pause(1000)).toBeUndefined();
  });
});

describe('pausing a program that starts others all the time', () => {
  test('is seen however it was caught', async () => {
    const child = await shell('forking', 'while :; do /bin/true; done');
    for (let round = 0; round < 30; round += 1) {
      const pause = await child.pause(60_000);
      expect(pause).toBeDefined();
      await child.resume();
      await pause?.continued;
    }
    await child.signal('SIGKILL');
    await child.exited;
  });
});

describe('ending', () => {
  test('what a child leaves in its process group goes with it', async () => {
    const child = await shell('parent', 'sleep 1000 & echo $!; exit 0');
    await child.exited;
    const grandchild = Number(printedBy('parent')[0]);
    expect(await pollUntil(() => !isRunning(readProcess(grandchild)), { timeoutMs: 20_000, intervalMs: 5 })).toBe(true);
  });
});
