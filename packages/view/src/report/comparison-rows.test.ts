import { chanceOf } from '@temblor/lab/report/compare';
import type { Report } from '@temblor/lab/report/report-schema';
import { sampleReport } from '@temblor/lab/report/testing/sample-run';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { compareByPhase, differingSettings, loadProblems } from './comparison-rows.ts';
import { ComparisonView } from './comparison-view.tsx';

const left = sampleReport({ repeats: 2 });

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
    standing: 'better',
  });
  expect(crashRow(changed(828, 99.909), 'TTD median')?.difference).toMatchObject({
    direction: 'slower',
    standing: 'worse',
  });
});

test('a success that fell is lower and worse, in points and not in percent of a percentage', () => {
  expect(crashRow(changed(552, 98.909), 'success')?.difference).toMatchObject({
    direction: 'lower',
    standing: 'worse',
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
  const single = sampleReport();
  expect(chanceOf(single, single)).toBe('both-single');
  expect(chanceOf(single, left)).toBe('one-single');
  expect(chanceOf(left, left)).toBe('repeated');
});

test('beside a run of one repeat a difference has its direction, and no badge but the word why', () => {
  const row = compareByPhase(sampleReport(), changed(276, 98.909)).find(({ phase }) => phase === 'crash')?.rows;
  expect(row?.find(({ figure }) => figure === 'TTD median')?.difference).toMatchObject({
    direction: 'faster',
    standing: 'single-value',
  });
  const markup = renderToStaticMarkup(
    createElement(ComparisonView, { left: sampleReport(), right: changed(276, 98.909) }),
  );
  expect(markup).toContain('<span class="soft">one value only</span>');
  expect(markup).not.toMatch(/[▲▼]/);
});

test('under a load that was not valid nothing is better or worse, and the run is named', () => {
  const right: Report = { ...changed(276, 99.9), load: { ...left.load, validity: 'invalid' } };
  expect(loadProblems(left, left)).toEqual([]);
  expect(loadProblems(left, right)).toEqual(['B']);
  expect(crashRow(right, 'TTD median')?.difference).toMatchObject({
    kind: 'differs',
    direction: 'faster',
    standing: 'doubtful-load',
  });
});
