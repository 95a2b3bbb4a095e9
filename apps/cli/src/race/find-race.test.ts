import { defineSystem } from '@temblor/lab/system/define-system';
import { expect, test } from 'vitest';
import { findRace } from './find-race.ts';

const shared = { title: '', description: '', services: { shop: { run: { command: ['shop'] } } } };
const race = { module: './race.ts', title: 'The last seat', description: '' };
const systems = [
  defineSystem({ name: 'voting', ...shared }),
  defineSystem({ name: 'reservations', ...shared, race }),
  defineSystem({ name: 'log', ...shared }),
];

test('the race of a system is the one that it declares', () => {
  expect(findRace(systems, 'reservations')).toMatchObject(race);
});

test('a system without one is told with those that have one, and no system with the nearest', () => {
  expect(() => findRace(systems, 'voting')).toThrowError(
    expect.objectContaining({ code: 'no-race', exitCode: 64, hint: 'known: reservations' }),
  );
  expect(() => findRace([systems[0] ?? defineSystem({ name: 'log', ...shared })], 'voting')).toThrowError(
    expect.objectContaining({ hint: 'no system here has one' }),
  );
  expect(() => findRace(systems, 'reservation')).toThrowError(
    expect.objectContaining({ code: 'unknown-system', hint: expect.stringContaining("did you mean 'reservations'") }),
  );
});
