import { expect, test } from 'vitest';
import { hasMarksIn } from './marks-shown.ts';

const phase = { name: 'crash', startUs: 100, endUs: 200 };
const none = { faults: [], health: [], phases: [], lengths: [] };

test.each([
  [0, 99, false],
  [0, 100, true],
  [150, 160, true],
  [201, 300, false],
])('whether a mark lies in what is shown, from %o to %o: %o', (startUs, endUs, isThere) => {
  expect(hasMarksIn({ ...none, phases: [phase] }, { startUs, endUs })).toBe(isThere);
  expect(hasMarksIn(none, { startUs, endUs })).toBe(false);
});

test('a mark goes on until something ends it', () => {
  expect(hasMarksIn({ ...none, phases: [{ ...phase, endUs: null }] }, { startUs: 900, endUs: 999 })).toBe(true);
});
