import type { SystemSummary } from '@temblor/control/api/schemas';
import { expect, test } from 'vitest';
import { experimentOf, initialWish, neededSettings, requestOf, withExperiment } from './run-wish.ts';

const experiment: SystemSummary['experiments'][number] = {
  name: 'faults',
  title: 'Faults',
  description: '',
  phases: ['crash', 'pause'],
  environment: {},
  runsOn: [],
};

/** Of a system that was started with more room than the running one has. */
const wide = { ...experiment, name: 'wide', environment: { MAX_INFLIGHT: '500', MAX_QUEUE: '0' } };

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
  const served = { ...experiment, runsOn: ['voting-2'] };
  const wish = initialWish({ ...voting, experiments: [served], running: ['voting-2'] });
  expect(requestOf(wish, served)).toMatchObject({ on: 'voting-2' });
});

test('one that was started without what the experiment needs is passed over for one that was, or for one of its own', () => {
  const up = { ...voting, running: ['voting', 'voting-2'] };
  expect(initialWish({ ...up, experiments: [wide] }).on).toBeNull();
  expect(initialWish({ ...up, experiments: [{ ...wide, runsOn: ['voting-2'] }] }).on).toBe('voting-2');
});

test('another experiment is whole, and stays where the last was to run only if that can serve it', () => {
  const wish = { ...initialWish(voting), on: 'voting', without: new Set(['crash']) };
  expect(withExperiment(wish, wide)).toMatchObject({ experiment: 'wide', on: null, without: new Set() });
  expect(withExperiment(wish, { ...wide, runsOn: ['voting'] })).toMatchObject({ on: 'voting' });
  expect(withExperiment({ ...wish, on: null }, { ...wide, runsOn: ['voting'] })).toMatchObject({ on: null });
});

test('what an experiment needs is told as it is set', () => {
  expect(neededSettings(wide)).toBe('MAX_INFLIGHT=500, MAX_QUEUE=0');
  expect(neededSettings(experiment)).toBe('');
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
