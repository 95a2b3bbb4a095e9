import { expect, test } from 'vitest';
import { ExchangeSample } from './exchange-sample.ts';

/** What is kept of messages that arrive at these moments, in milliseconds, a millisecond after they were sent. */
function keptOf(...arrivalsMs: readonly number[]) {
  let nowUs = 0;
  const sample = new ExchangeSample({ nowUs: () => nowUs });
  for (const ms of arrivalsMs) {
    nowUs = ms * 1000;
    sample.arrived(2, nowUs - 1000, () => `at ${ms}`);
  }
  return sample;
}

test('the first messages of each quarter of a second are kept, until they are taken', () => {
  const sample = keptOf(10, 20, 30, 40, 50, 249, 250, 260, 600);
  const labels = () => sample.take().map(({ label }) => label);
  expect(labels()).toEqual(['at 10', 'at 20', 'at 30', 'at 40', 'at 250', 'at 260', 'at 600']);
  expect(labels()).toEqual([]);
});

test('a message has the moments of both ends', () => {
  expect(keptOf(10).take()).toEqual([{ from: 2, sentAtUs: 9000, receivedAtUs: 10_000, label: 'at 10' }]);
});

test('of what nobody takes a bounded part is kept', () => {
  expect(keptOf(...Array.from({ length: 1000 }, (_, index) => index * 300)).take()).toHaveLength(40);
});
