import { describe, expect, test } from 'vitest';
import { isSameProcess, processStartTime } from './process-identity.ts';
import { hasInEnvironment, listProcesses, parseProcStat, readProcess } from './process-table.ts';

const stat = (name: string, state = 'S') =>
  `4242 (${name}) ${state} 17 4240 4241 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 11 0 987654 1000 200 18446744073709551615`;

describe('/proc/<pid>/stat', () => {
  test.each(['node', 'a b', 'a) S 1 2 3 (b', ')))', ''])('is read whatever the program is called: %j', (name) => {
    expect(parseProcStat(stat(name), 'boot')).toEqual({
      pid: 4242,
      parent: 17,
      group: 4240,
      session: 4241,
      state: 'S',
      startTime: 'boot/987654',
    });
  });

  test.each(['', 'nonsense', '12', '12 (x', '12 (x) S 1'])('is undefined where it is not of that form: %j', (text) => {
    expect(parseProcStat(text, 'boot')).toBeUndefined();
  });
});

describe('this process', () => {
  test('is listed as running, and is the same as itself only', () => {
    expect(readProcess(process.pid)).toMatchObject({ pid: process.pid, parent: process.ppid });
    expect(listProcesses().map(({ pid }) => pid)).toContain(process.pid);
    const startTime = processStartTime(process.pid) ?? '';
    expect(isSameProcess(process.pid, startTime)).toBe(true);
    expect(isSameProcess(process.pid, `${startTime}1`)).toBe(false);
    expect(isSameProcess(1, startTime)).toBe(false);
  });

  test.runIf(process.platform === 'linux')('shows the environment that it was started with', () => {
    expect(hasInEnvironment(process.pid, 'PATH', process.env.PATH ?? '')).toBe(true);
    expect(hasInEnvironment(process.pid, 'PATH', 'elsewhere')).toBe(false);
  });

  test('a pid that nobody has is no process', () => {
    expect(processStartTime(2 ** 22 + 1)).toBeUndefined();
    expect(hasInEnvironment(2 ** 22 + 1, 'PATH', '')).toBe(false);
  });
});
