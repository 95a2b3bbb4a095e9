import { monotonicClock } from '@temblor/foundation/clock/clock';
import { seededRandom } from '@temblor/foundation/randomness/random';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ChaosSwitch } from './chaos-switch.ts';

function openSwitch(seed = 1) {
  const acted: string[] = [];
  const chaos = new ChaosSwitch(monotonicClock, seededRandom(seed), (kind) => acted.push(kind));
  return { chaos, acted };
}

describe('chaos switch', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('nothing happens to requests while nothing is armed', () => {
    const { chaos, acted } = openSwitch();
    expect(chaos.failsRequest()).toBe(false);
    expect(chaos.holdAnswer()).toBeUndefined();
    expect(chaos.wrongAnswer()).toBeUndefined();
    expect(acted).toEqual([]);
  });

  test('a fault ends by itself when its lease is over', () => {
    const { chaos } = openSwitch();
    chaos.arm({ kind: 'intermittent', probability: 1, sparesHealth: false }, 1000);
    vi.advanceTimersByTime(999);
    expect(chaos.failsRequest()).toBe(true);
    vi.advanceTimersByTime(1);
    expect(chaos.failsRequest()).toBe(false);
    expect(chaos.state.kind).toBe('normal');
  });

  test('the lease of a replaced fault does not end the new one', () => {
    const { chaos } = openSwitch();
    chaos.arm({ kind: 'intermittent', probability: 1, sparesHealth: false }, 1000);
    chaos.arm({ kind: 'intermittent', probability: 1, sparesHealth: false }, 5000);
    vi.advanceTimersByTime(2000);
    expect(chaos.failsRequest()).toBe(true);
  });

  test('an answer is held for the latency', async () => {
    const { chaos, acted } = openSwitch();
    chaos.arm({ kind: 'latency', latencyMs: 1200, jitterMs: 0, sparesHealth: false }, 60_000);
    let released = false;
    const held = chaos.holdAnswer()?.then(() => {
      released = true;
    });
    await vi.advanceTimersByTimeAsync(1199);
    expect(released).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await held;
    expect(released).toBe(true);
    expect(acted).toEqual(['latency']);
  });

  test('answers that are held back leave at once when the fault ends', async () => {
    const { chaos } = openSwitch();
    chaos.arm({ kind: 'latency', latencyMs: 60_000, jitterMs: 0, sparesHealth: false }, 60_000);
    const held = Promise.all([chaos.holdAnswer(), chaos.holdAnswer()]);
    chaos.clear();
    await held;
    expect(vi.getTimerCount()).toBe(0);
  });

  test('only the first effect is told, and again after the switch was armed anew', () => {
    const { chaos, acted } = openSwitch();
    chaos.arm({ kind: 'incorrect_response', subject: undefined }, 1000);
    chaos.answeredWrong();
    chaos.answeredWrong();
    expect(acted).toEqual(['incorrect_response']);
    chaos.arm({ kind: 'incorrect_response', subject: 'PROD-002' }, 1000);
    expect(chaos.wrongAnswer()).toEqual({ subject: 'PROD-002' });
    chaos.answeredWrong();
    expect(acted).toHaveLength(2);
  });

  test('requests fail with the given probability, the same ones for the same seed', () => {
    const draw = () => {
      const { chaos } = openSwitch(42);
      chaos.arm({ kind: 'intermittent', probability: 0.3, sparesHealth: false }, 60_000);
      return Array.from({ length: 2000 }, () => chaos.failsRequest());
    };
    const drawn = draw();
    const share = drawn.filter(Boolean).length / drawn.length;
    expect(share).toBeGreaterThan(0.26);
    expect(share).toBeLessThan(0.34);
    expect(draw()).toEqual(drawn);
  });
});
