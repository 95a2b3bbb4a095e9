import { expect, test } from 'vitest';
import { numbersIn } from './numbers.ts';

const en = numbersIn('en');
const es = numbersIn('es');

test('figures have the digits of the reports, and a comma in Spanish', () => {
  expect([en.ms(21.423), es.ms(21.423)]).toEqual(['21.4', '21,4']);
  expect([en.figure(583.02, 'ms'), es.figure(583.02, 'ms')]).toEqual(['583 ms', '583 ms']);
  expect([en.percent(99.999), es.percent(99.999)]).toEqual(['99.999', '99,999']);
  expect([en.rate(0.25), es.rate(0.25)]).toEqual(['0.3', '0,3']);
});

test('what is absent is a dash, never zero', () => {
  expect([en.ms(null), es.percent(null), en.figure(null, 'ms')]).toEqual(['–', '–', '–']);
});

test('thousands are set apart', () => {
  expect([en.count(18801), es.count(18801)]).toEqual(['18,801', '18.801']);
});

test('moments are by 24 hours in both languages', () => {
  const evening = new Date(2026, 10, 1, 20, 5, 9).toISOString();
  expect(en.moment(evening)).toContain('20:05:09');
  expect(es.moment(evening)).toContain('20:05:09');
});

test('a moment that is no date is shown as it stands', () => {
  expect(en.moment('yesterday')).toBe('yesterday');
  expect(en.timeOfDay('')).toBe('–');
  expect(es.timeOfDay('2026-11-01T12:00:00.125Z')).toContain('00,125');
});
