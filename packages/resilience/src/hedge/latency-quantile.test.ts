import { seededRandom } from '@temblor/foundation/randomness/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delayEstimator, fixedDelay, percentileDelay } from './hedge-delay.ts';
import { LatencyQuantile } from './latency-quantile.ts';

describe('LatencyQuantile', () => {
  test('is true to 2 % while it remembers everything', () => {
    const latencies = fc.array(fc.double({ min: 0.02, max: 1e6, noNaN: true }), {
      minLength: 32,
      maxLength: 400,
      size: 'max',
    });
    fc.assert(
      fc.property(latencies, fc.constantFrom(0.5, 0.9, 0.95), (seen, quantile) => {
        const whole = seen.slice(0, seen.length - (seen.length % 16));
        const estimate = new LatencyQuantile(quantile, 1e9);
        for (const latencyMs of whole) estimate.record(latencyMs);
        const sorted = whole.toSorted((a, b) => a - b);
        const exact = sorted[Math.ceil(quantile * sorted.length - 1e-9) - 1] ?? 0;
        expect(Math.abs((estimate.valueMs ?? 0) - exact) / exact).toBeLessThanOrEqual(0.0201);
      }),
      { seed: 9, numRuns: 300 },
    );
  });

  test('follows when the dependency gets slower, and faster', () => {
    const random = seededRandom(2);
    const estimate = new LatencyQuantile(0.95, 1000);
    const after = (count: number, meanMs: number) => {
      for (let call = 0; call < count; call += 1) estimate.record(-Math.log(1 - random.next()) * meanMs);
      return (estimate.valueMs ?? 0) / meanMs;
    };
    // The 95th percentile of an exponential distribution is 3.0 times its mean.
    expect(after(4000, 10)).toBeCloseTo(3, 0);
    expect(after(4000, 100)).toBeCloseTo(3, 0);
    expect(after(6000, 5)).toBeCloseTo(3, 0);
  });

  test('says nothing before it has seen enough', () => {
    const estimate = new LatencyQuantile(0.99, 1000);
    for (let call = 0; call < 99; call += 1) estimate.record(5);
    expect(estimate.valueMs).toBeUndefined();
    for (let call = 0; call < 16; call += 1) estimate.record(5);
    expect(estimate.valueMs).toBeCloseTo(5, 0);
  });

  test('takes any latency', () => {
    const estimate = new LatencyQuantile(0.5, 1000);
    for (const latencyMs of [0, 1e12, 0, 1e12, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) estimate.record(latencyMs);
    expect(estimate.valueMs).toBeCloseTo(0.01, 2);
  });
});

describe('percentileDelay', () => {
  test('begins with its initial delay and keeps to its bounds', () => {
    const delay = delayEstimator(percentileDelay({ percentile: 50, initialMs: 40, minMs: 5, maxMs: 100 }));
    expect(delay.delayMs).toBe(40);
    for (let call = 0; call < 32; call += 1) delay.record(1);
    expect(delay.delayMs).toBe(5);
    for (let call = 0; call < 64; call += 1) delay.record(500);
    expect(delay.delayMs).toBe(100);
  });

  test('names the option that is out of range', () => {
    expect(() => percentileDelay({ percentile: 100, initialMs: 1 })).toThrow('percentile is 100');
    expect(() => percentileDelay({ percentile: 95, initialMs: -1 })).toThrow('initialMs is -1');
    expect(() => percentileDelay({ percentile: 95, initialMs: 1, minMs: 10, maxMs: 5 })).toThrow('maxMs is 5');
    expect(() => fixedDelay(Number.NaN)).toThrow('delayMs is NaN');
  });
});
