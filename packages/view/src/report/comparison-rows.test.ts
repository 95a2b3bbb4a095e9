import type { Report } from '@temblor/lab/report/report-schema';
import { sampleReport } from '@temblor/lab/report/testing/sample-run';
import { expect, test } from 'vitest';
import { chanceOf, compareByPhase, differingSettings, loadProblems } from './comparison-rows.ts';

const left = sampleReport();

/** The sample with another TTD of its crash, and another success. */
function changed(ttdMs: number | null, success: number): Report {
  const results = left.results.map((result) =>
    result.phase === 'crash'
      ? {
          ...result,
          ttd: { ...result.ttd, median: ttdMs },
          load_test_result: { ...result.load_test_result, success_rate: success },
        }
      : result,
  );
  return { ...left, results };
}

function crashRow(right: Report, figure: string) {
  return compareByPhase(left, right)
    .find(({ phase }) => phase === 'crash')
    ?.rows.find((row) => row.figure === figure);
}

test('a time that became shorter is faster and better, a longer one slower and worse', () => {
  expect(crashRow(changed(276, 99.909), 'TTD median')?.difference).toEqual({
    kind: 'differs',
    direction: 'faster',
    amount: 276,
    sharePercent: -50,
    better: true,
  });
  expect(crashRow(changed(828, 99.909), 'TTD median')?.difference).toMatchObject({
    direction: 'slower',
    better: false,
  });
});

test('a success that fell is lower and worse, in points and not in percent of a percentage', () => {
  expect(crashRow(changed(552, 98.909), 'success')?.difference).toMatchObject({
    direction: 'lower',
    better: false,
    sharePercent: null,
  });
});

test('a difference that the digits would not show is called close, neither better nor worse', () => {
  expect(crashRow(changed(552.5, 99.909), 'TTD median')?.difference).toEqual({ kind: 'close' });
  expect(crashRow(changed(552, 99.91), 'success')?.difference).toEqual({ kind: 'close' });
});

test('what one run did not measure has no difference, and equal figures say so', () => {
  expect(crashRow(changed(null, 99.909), 'TTD median')).toMatchObject({ right: null, difference: { kind: 'missing' } });
  expect(crashRow(left, 'TTD median')?.difference).toEqual({ kind: 'equal' });
});

test('phases are matched by name; one that a run lacks is said to be missing', () => {
  const fewer = { ...left, results: left.results.filter(({ phase }) => phase !== 'latency') };
  const presence = (from: Report, to: Report) =>
    compareByPhase(from, to).map((group) => `${group.phase ?? 'whole run'} ${group.presence}`);
  expect(presence(left, fewer)).toEqual([
    'baseline both',
    'crash both',
    'latency left',
    'intermittent both',
    'incorrect both',
    'whole run both',
  ]);
  expect(presence(fewer, left)).toContain('latency right');
});

test('settings that differ are named, those that agree are not', () => {
  const other = {
    ...left,
    experiment_info: { ...left.experiment_info, seed: 7 },
    environment: { DETECTORS: 'window' },
  };
  expect(differingSettings(left, other)).toEqual([
    { name: 'seed', left: '42', right: '7' },
    { name: 'postgresql', left: 'embedded', right: '–' },
    { name: 'DETECTORS', left: '–', right: 'window' },
  ]);
  expect(differingSettings(left, left)).toEqual([]);
});

test('single repeats are told apart from repeated ones', () => {
  const repeated = sampleReport({ repeats: 2 });
  expect(chanceOf(left, left)).toBe('both-single');
  expect(chanceOf(left, repeated)).toBe('one-single');
  expect(chanceOf(repeated, repeated)).toBe('repeated');
});

test('under a load that was not valid nothing is better or worse, and the run is named', () => {
  const right: Report = { ...changed(276, 99.9), load: { ...left.load, validity: 'invalid' } };
  expect(loadProblems(left, left)).toEqual([]);
  expect(loadProblems(left, right)).toEqual(['B']);
  expect(crashRow(right, 'TTD median')?.difference).toMatchObject({
    kind: 'differs',
    direction: 'faster',
    better: null,
  });
});
