import { expect, test } from 'vitest';
import { PhysicalTime } from './physical-time.ts';

test('is the wall clock, and stands still while that goes back', () => {
  let wallClockMs = 5000;
  const time = new PhysicalTime(() => wallClockMs);
  expect(time.nowSeconds()).toBe(5);
  wallClockMs = 3000;
  expect(time.nowSeconds()).toBe(5);
  wallClockMs = 6000;
  expect(time.nowSeconds()).toBe(6);
});

test('is never behind a message that came from another node', () => {
  const time = new PhysicalTime(() => 5000);
  expect(time.hear(7)).toBe(true);
  expect(time.nowSeconds()).toBe(7);
});

test('does not follow a clock that is more than a minute ahead', () => {
  const time = new PhysicalTime(() => 5000);
  expect(time.hear(66)).toBe(false);
  expect(time.nowSeconds()).toBe(5);
});
