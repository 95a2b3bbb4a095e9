import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from '../program.ts';

const write = (process: number, value: number) => [
  `INFO  jepsen.util - ${process}\t:invoke\t:write\t${value}`,
  `INFO  jepsen.util - ${process}\t:ok\t:write\t${value}`,
];
const read = (process: number, value: number) => [
  `INFO  jepsen.util - ${process}\t:invoke\t:read\tnil`,
  `INFO  jepsen.util - ${process}\t:ok\t:read\t${value}`,
];
/** Concurrent writes that all ended, and a read of what nobody wrote: every order of them has to be tried. */
const hard = [
  ...Array.from({ length: 22 }, (_, index) => `{:process ${index}, :type :invoke, :f :write, :value ${index}}`),
  ...Array.from({ length: 22 }, (_, index) => `{:process ${index}, :type :ok, :f :write, :value ${index}}`),
  '{:process 0, :type :invoke, :f :read, :value nil}',
  '{:process 0, :type :ok, :f :read, :value 99}',
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'temblor-check-'));
  const files = {
    'good.log': [...write(1, 1), ...write(2, 2), ...read(3, 2)],
    'stale.log': [...write(1, 1), ...write(2, 2), ...read(3, 1)],
    'wide.log': [
      ...write(1, 1000000000001),
      ...read(2, 1000000000001),
      ...write(3, 1000000000002),
      ...read(4, 1000000000002),
      ...read(5, 1000000000001),
    ],
    'hard.edn': hard,
    'broken.log': [...write(1, 1), 'INFO  jepsen.util - 7\t:ok\t:read\t1'],
  };
  for (const [name, lines] of Object.entries(files)) writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function check(...args: string[]) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  let exitCode: number | undefined;
  let isInterruptReleased = false;
  await runProgram(['check', ...args], {
    environment: {},
    folder,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    interrupt: {
      signal: new AbortController().signal,
      trigger: () => {},
      [Symbol.dispose]: () => {
        isInterruptReleased = true;
      },
    },
    openBrowser: undefined,
    exit: (code) => {
      exitCode = code;
    },
  });
  return { code: exitCode, isInterruptReleased, ...written };
}

describe('temblor check', () => {
  test('passes a history that has an order', async () => {
    const { code, stdout } = await check('register', 'good.log');
    expect(stdout).toBe('passed good.log: 3 operations were compared with a register\n');
    expect(code).toBe(0);
  });

  test('fails one that has none, in words, as a diagram and as a picture', async () => {
    const { code, stdout } = await check('register', 'stale.log', '--diagram', 'why.svg');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /client 3: read → 1, from line 5 to line 6: the last 1 was overwritten by write\n +2 at line 3; the register is then 2\n/,
    );
    expect(stdout).toMatch(/write 2\n +\(client 2, from line 3 to line 4\)/);
    expect(stdout).toMatch(/client 3 +╞ read → 1 ═╡/);
    const picture = readFileSync(join(folder, 'why.svg'), 'utf8');
    expect(picture).toMatch(/^<svg [\s\S]*the register is then 2<[\s\S]*write 2[\s\S]*line 3<[\s\S]*<\/svg>\n$/);
  });

  test('is inconclusive where the bound of memory comes first', async () => {
    const { code, stdout, isInterruptReleased } = await check('register', 'hard.edn', '--memory', '1');
    // Without a listener of ours a signal ends the process, also in the middle of a search.
    expect(isInterruptReleased).toBe(true);
    expect(stdout).toBe('inconclusive hard.edn: the 23 operations need more than 1.0 MiB to decide\n');
    expect(code).toBe(2);
  });

  test('judges each of several files, as one document; a file that is no history counts most', async () => {
    const { code, stdout } = await check('register', 'good.log', 'stale.log', 'broken.log', '--json');
    expect(code).toBe(65);
    expect(JSON.parse(stdout)).toMatchObject({
      model: 'register',
      exitCode: 65,
      results: [
        { file: 'good.log', verdict: 'passed', operations: 3 },
        { file: 'stale.log', verdict: 'failed', violations: { length: 2 } },
        {
          file: 'broken.log',
          error: { code: 'invalid-history', message: expect.stringContaining('broken.log:3: process 7') },
        },
      ],
    });
  });

  test('says of several files which failed, the first of them in full, and how many', async () => {
    const { stdout } = await check('register', 'good.log', 'stale.log', 'stale.log', 'good.log');
    const lines = stdout.split('\n');
    expect(lines.filter((line) => /^(passed|failed) /.test(line)).map((line) => line.split(':')[0])).toEqual([
      'passed good.log',
      'failed stale.log',
      'failed stale.log',
      'passed good.log',
    ]);
    expect(stdout.match(/╞/g)).toHaveLength(1);
    expect(lines.at(-2)).toBe('2 failed, 2 passed');
    const verbose = await check('register', 'good.log', 'stale.log', 'stale.log', '--verbose');
    expect(verbose.stdout.match(/╞/g)).toHaveLength(2);
  });

  test('keeps to the width of the terminal: what is too wide for bars is told one after the other', async () => {
    const { stdout } = await check('register', 'wide.log');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/line 3 +client 2 +read → 1000000000001 +then 1000000000001\n/);
    expect(stdout).toMatch(/read → 1000000000001 +impossible\n/);
  });

  test.each([
    ['no model', [], 64, 'see: temblor help check'],
    ['an unknown model', ['registre', 'good.log'], 64, "did you mean 'register'?"],
    ['a file that is not there', ['register', 'none.log'], 66, 'none.log cannot be read'],
    ['a folder', ['register', '.'], 66, 'name the files in it'],
    ['a file that is no history', ['register', 'broken.log'], 65, 'process 7 completes read, which it had not invoked'],
    [
      'a picture of two files',
      ['register', 'good.log', 'stale.log', '--diagram', 'x.svg'],
      64,
      '--diagram is of one file',
    ],
  ] as const)('tells %s, and what to do', async (_, args, code, words) => {
    const result = await check(...args);
    expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(words) });
  });
});
