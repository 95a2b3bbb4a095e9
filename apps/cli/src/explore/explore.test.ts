import type { CrashScenario, ScenarioRun } from '@temblor/simulator/crash-points/explore';
import { describe, expect, test } from 'vitest';
import type { Surroundings } from '../command-context.ts';
import { runProgram } from '../program.ts';
import { exploreAll } from './exploration.ts';

async function run(...args: string[]) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  const codes: number[] = [];
  const surroundings: Surroundings = {
    environment: {},
    folder: '.',
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    interrupt: { signal: new AbortController().signal, trigger: () => {}, [Symbol.dispose]: () => {} },
    openBrowser: undefined,
    exit: (code) => codes.push(code),
  };
  await runProgram(['explore', ...args], surroundings);
  return { code: codes[0], ...written };
}

describe('temblor explore', { timeout: 60_000 }, () => {
  test('tells how many points it tried, and what was found', async () => {
    const { code, stdout } = await run('reservations', '--scenario', 'no-seats');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^reservations: 1 scenario, \d+ effects, \d+ points, seed 1\n/);
    expect(stdout).toContain(
      'found: 0 runs with a double or wrong charge, 0 with oversold seats, 0 with lost seats, every saga ended in time',
    );
  });

  test('says of a finding how to have it again, and the command does', async () => {
    const found = await run('reservations', '--scenario', 'confirmed', '--bug', 'no-idempotency');
    expect(found.code).toBe(1);
    expect(found.stdout).toContain('call payments POST /pay – the request arrives twice, the second time late');
    const [, point = ''] =
      /temblor explore reservations --scenario confirmed --point (\d+) --bug no-idempotency/.exec(found.stdout) ?? [];
    const again = await run('reservations', '--scenario', 'confirmed', '--point', point, '--bug', 'no-idempotency');
    expect(again.code).toBe(1);
    expect(again.stdout).toMatch(/0\.000 s {2}ann +1: call gateway POST \/reserve/);
    expect(again.stdout).toContain('charged-once: RSV-1 is confirmed, and was charged 2 times');
    const without = await run('reservations', '--scenario', 'confirmed', '--point', point);
    expect(without).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing was found wrong') });
  });

  test('says that a planted bug was not found where that is so', async () => {
    const { code, stdout } = await run('reservations', '--scenario', 'no-seats', '--bug', 'no-payment-query');
    expect(code).toBe(0);
    expect(stdout).toContain('the bug no-payment-query was not found at these points');
  });

  test('tries pairs, and says where it did not try all', async () => {
    const { code, stdout } = await run('reservations', '--scenario', 'no-seats', '--pairs', '--limit', '50', '--json');
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    const [scenario] = document.scenarios;
    expect(document.pairs_stride).toBe(Math.ceil(scenario.pairs / 50));
    expect(scenario.pairs_tried).toBe(Math.ceil((scenario.pairs - 1) / document.pairs_stride));
    expect(document).toMatchObject({ verdict: 'passed', seed: 1, bug: null, broken: { 'charged-once': 0 } });
  });

  test.each([
    ['another system', ['voting'], "there is nothing to explore in 'voting'"],
    ['an unknown bug', ['reservations', '--bug', 'no-tombstone'], 'no-tombstones'],
    ['an unknown scenario', ['reservations', '--scenario', 'last-seats'], 'last-seat'],
    ['a point without its scenario', ['reservations', '--point', '1'], 'a point is one of a scenario'],
    ['a point that is not there', ['reservations', '--scenario', 'no-seats', '--point', '9999'], 'has no point 9999'],
    ['a number of points without real processes', ['reservations', '--points', '5'], '--points is of --real'],
    ['a limit of pairs without pairs', ['reservations', '--limit', '5'], '--limit is of --pairs'],
    ['pairs of one point', ['reservations', '--scenario', 'no-seats', '--pairs', '--point', '1'], '--point one'],
    ['pairs on real processes', ['reservations', '--real', '--pairs'], 'neither scenarios nor pairs'],
    ['two points on real processes', ['reservations', '--real', '--point', '1,2'], 'one point is tried again'],
    ['a point that real processes have not', ['reservations', '--real', '--point', '100001'], 'from 1 to 100000'],
    ['one of many points', ['reservations', '--real', '--point', '1', '--points', '5'], 'leave one of the two out'],
    ['what is no point', ['reservations', '--scenario', 'no-seats', '--point', '1,2,3'], '--point'],
  ])('refuses %s', async (_case, args, text) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(text);
  });
});

describe('an exploration that is interrupted', () => {
  test('ends with what was done by then', async () => {
    const controller = new AbortController();
    let runs = 0;
    const scenario: CrashScenario = {
      name: 'endless',
      text: 'it has many effects',
      run: async (faults): Promise<ScenarioRun> => {
        runs += 1;
        if (runs === 10) controller.abort();
        const effects = Array.from({ length: 100 }, (_, place) => ({
          ...{ number: place + 1, process: 'one', kind: 'commit' as const, name: 'commit it', isOfService: true },
        }));
        return { effects, struck: faults.length, problems: [], happenings: [], virtualMs: 1 };
      },
    };
    const { signal } = controller;
    const exploration = await exploreAll([scenario], { mostPairs: 5, seed: 1, signal, onProgress: () => undefined });
    expect(exploration.isInterrupted).toBe(true);
    expect(exploration.tallies[0]?.runs).toBeLessThan(11);
  });
});
