import { expect, test } from 'vitest';
import { noteExit, troubleOf } from './instance-trouble.ts';
import type { UnexpectedExit } from './restart-policy.ts';

const exit = (atUs: number, change: Partial<UnexpectedExit> = {}): UnexpectedExit => ({
  ...{ atUs, wasReady: true, code: 74, signal: null, words: 'error: the disk is full' },
  ...change,
});
const running = { kind: 'down' } as const;
const twice = [exit(0), exit(3_000_000)];

test('one that ended again and again tells how often, and what it printed', () => {
  expect(troubleOf(running, twice, 4_000_000)).toBe(
    'it ended 2 times within 3 s, at last with exit code 74; it printed: error: the disk is full',
  );
  expect(troubleOf(running, [exit(0), exit(1, { words: '' })], 4_000_000)).toMatch(/74$/);
});

test('one that ended by a signal of its own making tells which', () => {
  const crashed = exit(1_000_000, { code: null, signal: 'SIGABRT', words: '' });
  expect(troubleOf(running, [exit(0), crashed], 2_000_000)).toBe('it ended 2 times within 1 s, at last by SIGABRT');
});

test('one that ended once, was killed, or has stayed up since has no trouble', () => {
  expect(troubleOf(running, [exit(0)], 1)).toBeNull();
  expect(troubleOf(running, [exit(0), exit(1, { code: null, signal: 'SIGKILL' })], 1)).toBeNull();
  expect(troubleOf(running, twice, 64_000_000)).toBeNull();
});

test('one that was given up tells why, however long ago', () => {
  expect(troubleOf({ kind: 'abandoned', reason: 'no program' }, [], 1e12)).toBe('no program');
});

const ending = { startedUs: 3, exit: { atUs: 5, code: 1, signal: null }, wasReady: true, cause: 'unexpected' } as const;
const line = (text: string, atUs = 4) => ({ instance: 'web-1', stream: 'stderr', atUs, text }) as const;

test('of what was printed an exit keeps what went wrong', () => {
  const lastWords = (...printed: readonly string[]) =>
    noteExit(
      ending,
      printed.map((text) => line(text)),
    ).words;
  expect(noteExit(ending, [])).toEqual({ atUs: 5, code: 1, signal: null, wasReady: true, words: '' });
  expect(lastWords('error: the disk is full', 'make room on it')).toBe('error: the disk is full');
  expect(lastWords('TypeError: x', '    at y', 'Node.js v26')).toBe('TypeError: x');
  expect(lastWords('one', 'two')).toBe('two');
});

test('an exit is not explained with the words of the process before', () => {
  const before = line('error: the disk is full', 2);
  expect(noteExit(ending, [before]).words).toBe('');
  expect(noteExit(ending, [before, line('listening', 3)]).words).toBe('listening');
});
