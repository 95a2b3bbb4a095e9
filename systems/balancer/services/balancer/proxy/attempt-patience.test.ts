import { describe, expect, test } from 'vitest';
import { AttemptPatience } from './attempt-patience.ts';
import { defaultProxyOptions } from './options.ts';

function stage(isConnected: boolean) {
  const time = { ms: 0, nowMs: () => time.ms };
  return { time, patience: new AttemptPatience(defaultProxyOptions, time, isConnected) };
}

describe('the patience with a replica', () => {
  test('a connection has a second, a head thirty from then, and a body thirty between two pieces', () => {
    const { time, patience } = stage(false);
    patience.sentAtOnce();
    expect([patience.isLate(999), patience.isLate(1000)]).toEqual([false, true]);
    time.ms = 900;
    patience.connected();
    expect([patience.isLate(30_899), patience.isLate(30_900)]).toEqual([false, true]);
    time.ms = 20_000;
    patience.answerMoved();
    expect([patience.isLate(49_999), patience.isLate(50_000)]).toEqual([false, true]);
    expect(patience.latencyMs()).toBe(20_000);
  });

  test('the time in which the client does not read is not the replica’s', () => {
    const { time, patience } = stage(true);
    patience.sentAtOnce();
    time.ms = 10;
    patience.answerMoved();
    patience.pause();
    time.ms = 500_000;
    expect([patience.isLate(500_000), patience.latencyMs(), patience.ageMs()]).toEqual([false, 10, 500_000]);
    patience.resume();
    time.ms = 500_005;
    expect([patience.latencyMs(), patience.isLate(529_999), patience.isLate(530_000)]).toEqual([15, false, true]);
  });

  test('nor is that in which it does not send, unless the replica is behind', () => {
    const { time, patience } = stage(false);
    patience.connected();
    patience.requestMoved(false, true);
    time.ms = 100_000;
    expect([patience.isLate(100_000), patience.latencyMs()]).toEqual([false, 0]);
    patience.requestMoved(false, false);
    expect([patience.isLate(129_999), patience.isLate(130_000)]).toEqual([false, true]);
    time.ms = 100_010;
    patience.drained();
    time.ms = 200_000;
    patience.requestMoved(true, true);
    time.ms = 200_007;
    expect([patience.latencyMs(), patience.isLate(230_000)]).toEqual([17, true]);
  });
});
