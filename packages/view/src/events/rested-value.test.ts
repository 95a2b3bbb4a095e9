import { expect, it } from 'vitest';
import { RestedValue } from './rested-value.ts';

it('what takes long to compute rests ten times as long, and tells when it is due', () => {
  let nowMs = 0;
  let computed = 0;
  const rested = new RestedValue(
    () => {
      nowMs += 20;
      computed += 1;
      return computed;
    },
    () => nowMs,
  );
  expect(rested.at(1)).toEqual({ value: 1, dueInMs: null });
  expect(rested.at(1)).toEqual({ value: 1, dueInMs: null });
  nowMs = 120;
  expect(rested.at(2)).toEqual({ value: 1, dueInMs: 100 });
  nowMs = 220;
  expect(rested.at(2)).toEqual({ value: 2, dueInMs: null });
});
