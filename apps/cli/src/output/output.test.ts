import { usageError } from '@temblor/foundation/errors/temblor-error';
import { describe, expect, test } from 'vitest';
import type { OutputOptions } from './output.ts';
import { Output } from './output.ts';
import { makePaint, wantsColor } from './paint.ts';
import { formatTable } from './table.ts';
import { cutToWidth, widthOf } from './text-width.ts';

function collect(options: Partial<OutputOptions> & { isTTY?: boolean } = {}) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    isTTY: options.isTTY ?? false,
    columns: 40,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const output = new Output({
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    json: false,
    color: false,
    live: false,
    ...options,
  });
  return { output, written };
}

describe('what others wrote', () => {
  test('is shown as it is, where commands are proposed by another name', () => {
    const { output, written } = collect({ commandName: './temblor' });
    output.note('try: temblor status');
    output.quote('try: temblor status');
    output.quoteResult({}, 'try: temblor logs');
    expect(written.stdout).toBe('try: ./temblor status\ntry: temblor status\ntry: temblor logs\n');
  });
});

describe('output for programs', () => {
  test('is one JSON document on standard output, and progress elsewhere', () => {
    const { output, written } = collect({ json: true });
    output.note('working');
    output.result({ verdict: 'passed' }, 'a table');
    expect(JSON.parse(written.stdout)).toEqual({ verdict: 'passed' });
    expect(written.stderr).toBe('working\n');
  });

  test('of a failure is one document too', () => {
    const { output, written } = collect({ json: true });
    expect(output.fail(usageError('unknown-system', 'no such system', 'known: voting'))).toBe(64);
    expect(JSON.parse(written.stdout)).toEqual({
      error: { code: 'unknown-system', message: 'no such system', hint: 'known: voting' },
    });
  });
});

describe('failures', () => {
  test('are told with what to do and without a stack trace', () => {
    const { output, written } = collect();
    expect(output.fail(new TypeError('x is not a function'))).toBe(70);
    expect(output.fail(usageError('no-lab', 'no lab runs', 'start one'))).toBe(64);
    expect(written.stdout).toBe('');
    expect(written.stderr).toContain('temblor: no lab runs\n  start one\n');
    expect(written.stderr).not.toMatch(/\n\s+at /);
  });
});

describe('the status area', () => {
  const start = String.fromCharCode(27);

  test('is redrawn in place, and what is printed stands above it', () => {
    const { output, written } = collect({ isTTY: true, live: true });
    output.area.show(['one']);
    output.note('happened');
    output.area.show(['two']);
    output.area.clear();
    const erase = `${start}[1A\r${start}[0J`;
    expect(written.stdout).toBe(`one\n${erase}happened\none\n${erase}two\n${erase}`);
  });

  test('writes no escape sequence where there is no terminal', () => {
    const { output, written } = collect();
    output.area.show(['one']);
    output.note('happened');
    output.result({}, 'done');
    expect(written.stdout).toBe('happened\ndone\n');
  });

  test('cuts its lines to the width of the terminal, colours not counted', () => {
    const { output, written } = collect({ isTTY: true, live: true });
    output.area.show([makePaint(true).bad('x'.repeat(100))]);
    const [line = ''] = written.stdout.split('\n');
    expect(widthOf(line)).toBe(39);
    expect(line.endsWith(`${start}[0m`)).toBe(true);
  });
});

describe('text', () => {
  test('tables align their columns, coloured or not', () => {
    const paint = makePaint(true);
    const table = formatTable(
      [{ heading: 'A' }, { heading: 'N', figures: true }],
      [
        [paint.good('long'), '1'],
        ['x', '22'],
      ],
      paint,
    );
    expect(table.split('\n').map(widthOf)).toEqual([8, 8, 8]);
  });

  test('that fits is not cut', () => expect(cutToWidth('abc', 3)).toBe('abc'));

  test('colours follow the conventions', () => {
    expect(wantsColor({}, true)).toBe(true);
    expect(wantsColor({}, false)).toBe(false);
    expect(wantsColor({ NO_COLOR: '1' }, true)).toBe(false);
    expect(wantsColor({ NO_COLOR: '' }, true)).toBe(true);
    expect(wantsColor({ TERM: 'dumb' }, true)).toBe(false);
    expect(wantsColor({ FORCE_COLOR: '1' }, false)).toBe(true);
  });
});
