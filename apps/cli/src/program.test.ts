import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Surroundings } from './command-context.ts';
import { runProgram } from './program.ts';
import { version } from './version.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'temblor-program-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command line in a folder without a lab. */
function run(...args: string[]) {
  return runAs({}, ...args);
}

async function runAs(
  environment: Surroundings['environment'],
  ...args: string[]
): Promise<{ code: number | undefined; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  const codes: number[] = [];
  const surroundings: Surroundings = {
    environment,
    folder,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    interrupt: { signal: new AbortController().signal, trigger: () => {}, [Symbol.dispose]: () => {} },
    openBrowser: undefined,
    exit: (code) => codes.push(code),
  };
  await runProgram(args, surroundings);
  expect(codes).toHaveLength(1);
  return { code: codes[0], ...written };
}

describe('the command line', () => {
  test.each([
    ['no command', [], 64, 'temblor --help'],
    ['an unknown command', ['stauts'], 64, 'Did you mean status?'],
    ['the help of an unknown command', ['help', 'stauts'], 64, "unknown command 'stauts'"],
    ['an unknown option', ['status', '--lnks'], 64, 'Did you mean --links?'],
    ['a missing argument', ['run'], 64, "missing required argument 'system'"],
    ['one argument too many', ['status', 'voting'], 64, 'too many arguments'],
    ['a number that is none', ['run', 'voting', '--repeats', 'many'], 64, "--repeats: 'many' is not a number"],
    ['a number out of range', ['run', 'voting', '--repeats', '0'], 64, '--repeats: it must be at least 1'],
    ['a fraction', ['run', 'voting', '--seed', '1.5'], 64, '--seed: it must be a whole number'],
    ['a port policy that is none', ['run', 'voting', '--ports', 'free'], 64, 'one of: preferred, strict, auto'],
    ['a setting that is none', ['up', 'voting', '--set', 'FAST'], 64, 'NAME=VALUE'],
    ['a format that is none', ['report', '--format', 'pdf'], 64, 'one of: table, md, json, html, junit'],
    ['a run where there are none', ['report'], 64, 'there are no runs'],
    ['a simulation of what is not there', ['sim', 'raff'], 64, "did you mean 'raft'?"],
    ['a fault that the simulator has not', ['sim', 'raft', '--faults', 'crsh'], 64, "did you mean 'crash'?"],
    ['a replay of nothing', ['sim', 'replay'], 64, 'the folder of a run, or its plan.json'],
    ['a replay of a file that is not there', ['sim', 'replay', 'nowhere.json'], 64, 'there is no such file'],
    ['a configuration that is not there', ['systems', '--config', 'nowhere.ts'], 78, 'nowhere.ts'],
    ['a folder that is not there', ['run', 'voting', '-C', 'nowhere/x'], 64, 'nowhere/x'],
    ['a file in the place of a folder', ['runs', '-C', '/etc/passwd'], 64, 'there is no folder /etc/passwd'],
    ['a system without a monitor', ['monitor', 'voting'], 64, '--url http://127.0.0.1:3000'],
    ['no lab to ask', ['status'], 69, 'temblor up voting'],
    ['no lab to inject into', ['inject', 'crash', 'inventory-1'], 69, 'no lab runs'],
    ['an empty subject', ['inject', 'incorrect-response', 'inventory-1', '--subject', ''], 64, '--subject: it may not'],
    ['a flag without a name', ['inject', 'flag', 'payments', '--flag', '=5'], 64, "--flag: '=5' is not of the form"],
    ['no lab to look at', ['dashboard'], 69, 'temblor up voting'],
    ['a race of a system without one', ['race', 'voting'], 64, "the system 'voting' has no race"],
    ['a race for no seat', ['race', 'voting', '--seats', '0'], 64, '--seats: it must be at least 1'],
    ['a load of no requests', ['load', '--rate', '0'], 64, '--rate: it must be more than 0 and at most 50000, such as'],
    ['a load of less than none', ['load', '--rate', '-1'], 64, '--rate: it must be more than 0'],
    ['a load beyond all', ['load', '--rate', '1e9'], 64, '--rate: it must be more than 0 and at most 50000'],
    ['a load of no length', ['load', '--for', '0'], 64, '--for: it must be from 100ms to 1h, such as --for 30s'],
    ['a load without an end', ['load', '--for', '2h'], 64, '--for: it must be from 100ms to 1h'],
    ['a negative length', ['load', '--for', '-5s'], 64, "--for: '-5s' is not a duration: write 500ms, 10s, 2m or 1h"],
    ['no lab to end', ['down'], 69, 'no lab runs'],
  ] as const)('%s is told with what to do', async (_name, args, code, words) => {
    const result = await run(...args);
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(words);
    expect(result.stderr).toMatch(/^temblor: /);
    expect(result.stderr).not.toMatch(/\n\s+at /);
    expect(result.stdout).toBe('');
  });

  test('a folder in which no lab can be kept is told as such', async () => {
    writeFileSync(join(folder, '.temblor'), 'a file in its place');
    const result = await run('up', 'voting');
    expect(result).toMatchObject({ code: 78, stderr: expect.stringContaining('cannot be used') });
  });

  test('a failure is one JSON document too, where JSON is wanted', async () => {
    for (const args of [
      ['status', '--json'],
      ['stauts', '--json'],
      ['run', '--json'],
    ]) {
      const { stdout } = await run(...args);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
    }
  });

  test('help and version are no failures', async () => {
    expect(await run('--version')).toMatchObject({ code: 0, stdout: `${version}\n` });
    expect(await run('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('Exit codes: 0 passed') });
  });

  test('every command shows examples', async () => {
    const { stdout } = await run('--help');
    const names = [...stdout.matchAll(/^ {2}([a-z]+) (?:\[|<)/gm)].map((match) => match[1] ?? '');
    expect(names.length).toBeGreaterThan(14);
    for (const name of names.filter((candidate) => candidate !== 'help')) {
      expect((await run('help', name)).stdout, name).toContain('Examples:');
    }
  });

  test('commands are proposed as this one was called', async () => {
    const { stdout } = await run('--help');
    const names = [...stdout.matchAll(/^ {2}([a-z]+) (?:\[|<)/gm)].map((match) => match[1] ?? '');
    const called = { TEMBLOR_CALLED: './temblor' };
    for (const name of names.filter((candidate) => candidate !== 'help')) {
      const help = (await runAs(called, 'help', name)).stdout;
      expect(help).toContain(`Usage: ./temblor ${name}`);
      expect(help).not.toMatch(/\$ temblor/);
    }
    expect((await runAs(called, 'status')).stderr).toContain('./temblor up voting');
  });

  test('an empty folder has no runs and nothing to clean up', async () => {
    expect(await run('runs', '--json')).toMatchObject({ code: 0, stdout: '{\n  "runs": []\n}\n' });
    expect(await run('cleanup')).toMatchObject({ code: 0, stdout: 'there is nothing to clean up\n' });
  });

  test('the version is that of the package', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'));
    expect(manifest).toMatchObject({ version });
  });
});
