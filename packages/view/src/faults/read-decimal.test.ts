import { expect, test } from 'vitest';
import { readDecimal } from './read-decimal.ts';

test.each([
  ['7', 7],
  [' 2.5 ', 2.5],
  ['-1', -1],
  ['007', 7],
])('%o is %o', (text, value) => {
  expect(readDecimal(text, 'en')).toBe(value);
  expect(readDecimal(text, 'es')).toBe(value);
});

test.each([
  '',
  ' ',
  '0x10',
  '0b1',
  '1e3',
  '1e-7',
  'Infinity',
  'NaN',
  '٣',
  '--',
  '1.',
  '.5',
  '1_000',
  '<b>',
  '9'.repeat(400),
])('%o is no number in plain decimals', (text) => {
  expect(readDecimal(text, 'en')).toBeNull();
  expect(readDecimal(text, 'es')).toBeNull();
});

test('a comma is the decimal sign in Spanish, and would be read as either in English', () => {
  expect(readDecimal('1,5', 'es')).toBe(1.5);
  expect(readDecimal('1,500', 'en')).toBeNull();
});
