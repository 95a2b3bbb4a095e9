import { expect, test } from 'vitest';
import { ejectionMs, mayEject, rememberedEjections } from './ejection.ts';

const limits = { baseMs: 100, maximumMs: 1000, forgottenAfterMs: 500, maximumShare: 0.5 };

test('an ejection lasts twice as long as the one before, up to a limit', () => {
  expect([0, 1, 2, 3, 4, 2000].map((earlier) => ejectionMs(limits, earlier))).toEqual([100, 200, 400, 800, 1000, 1000]);
});

test('time in rotation forgets earlier ejections one by one', () => {
  expect(rememberedEjections(limits, 3, 499)).toBe(3);
  expect(rememberedEjections(limits, 3, 1000)).toBe(1);
  expect(rememberedEjections(limits, 3, 10_000)).toBe(0);
});

test('half of them may be ejected, one of two or three always, the only one and with a share of 0 none', () => {
  expect(mayEject(limits, 1, 4, 3)).toBe(true);
  expect(mayEject(limits, 2, 4, 2)).toBe(false);
  expect(mayEject(limits, 0, 2, 2)).toBe(true);
  expect(mayEject({ ...limits, maximumShare: 0.1 }, 0, 3, 3)).toBe(true);
  expect(mayEject(limits, 0, 1, 1)).toBe(false);
  expect(mayEject({ ...limits, maximumShare: 0 }, 0, 10, 10)).toBe(false);
});

test('the last one in rotation is never ejected, whatever keeps the others out', () => {
  expect(mayEject({ ...limits, maximumShare: 1 }, 0, 5, 1)).toBe(false);
  expect(mayEject({ ...limits, maximumShare: 1 }, 3, 5, 2)).toBe(true);
});
