import type { SystemSummary } from '@temblor/control/api/schemas';
import { expect, test } from 'vitest';
import { experimentOf, initialWish, requestOf } from './run-wish.ts';

const experiment = { name: 'faults', title: 'Faults', description: '', phases: ['crash', 'pause'] };

const voting: SystemSummary = {
  name: 'voting',
  title: 'Voting',
  description: '',
  services: [],
  stores: [],
  experiments: [experiment],
  race: null,
  spanish: {},
  running: [],
};

test('a form that was not touched asks for the first experiment, whole', () => {
  const wish = initialWish(voting);
  expect(experimentOf(wish, [voting])).toBe(experiment);
  expect(requestOf(wish, experiment)).toEqual({ system: 'voting', experiment: 'faults', quick: true, repeats: 1 });
});

test('a system that is up is what the run goes to at first', () => {
  const wish = initialWish({ ...voting, running: ['voting-2'] });
  expect(requestOf(wish, experiment)).toMatchObject({ on: 'voting-2' });
});

test('phases are named where some are left out, a seed where one is given', () => {
  const wish = { ...initialWish(voting), seed: '7', repeats: '3', quick: false, without: new Set(['crash']) };
  expect(requestOf(wish, experiment)).toEqual({
    system: 'voting',
    experiment: 'faults',
    quick: false,
    repeats: 3,
    seed: 7,
    phases: ['pause'],
  });
});

test('a form without a phase makes no request', () => {
  expect(requestOf({ ...initialWish(voting), without: new Set(['crash', 'pause']) }, experiment)).toBeNull();
});
