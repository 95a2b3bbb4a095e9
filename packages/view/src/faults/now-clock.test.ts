import { describe, expect, test } from 'vitest';
import { followClock, startClock } from './now-clock.ts';

const second = 1_000_000;

describe('the clock of a countdown', () => {
  test('goes on while no event comes', () => {
    const clock = followClock(startClock(10 * second, 500), 10 * second, 3500);
    expect(clock.nowUs).toBe(13 * second);
  });

  test('follows events that come in time', () => {
    const clock = followClock(startClock(10 * second, 0), 11 * second, 1000);
    expect(followClock(clock, 11 * second, 1250).nowUs).toBe(11.25 * second);
  });

  test('waits, and never goes back, where an event comes late', () => {
    const ahead = followClock(startClock(10 * second, 0), 10 * second, 1000);
    const late = followClock(ahead, 10.8 * second, 1001);
    expect(late.nowUs).toBe(11 * second);
    expect(followClock(late, 10.8 * second, 1301).nowUs).toBe(11.1 * second);
  });

  test('begins anew with another journal', () => {
    const clock = startClock(500 * second, 0);
    expect(followClock(clock, 3 * second, 100).nowUs).toBe(3 * second);
  });
});
