import { expect, test } from 'vitest';
import { AppendLatencies } from './append-latencies.ts';

const nothing = { count: 0, meanMs: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 };

test('the figures of latencies are right within 1 %, and those of none are zero', () => {
  const latencies = new AppendLatencies();
  expect(latencies.summary()).toEqual(nothing);
  for (let latencyMs = 1; latencyMs <= 1000; latencyMs += 1) latencies.record(latencyMs);
  const { count, meanMs, p50Ms, p95Ms, p99Ms, maxMs } = latencies.summary();
  expect(count).toBe(1000);
  for (const [figure, right] of [
    [meanMs, 500.5],
    [p50Ms, 500],
    [p95Ms, 950],
    [p99Ms, 990],
    [maxMs, 1000],
  ] as const) {
    expect(Math.abs(figure - right) / right).toBeLessThanOrEqual(0.01);
  }
  latencies.reset();
  expect(latencies.summary()).toEqual(nothing);
});

test('latencies that no histogram has room for count as the nearest that it has', () => {
  const latencies = new AppendLatencies();
  latencies.record(-0.3);
  latencies.record(0);
  expect(latencies.summary().maxMs).toBe(0.001);
  latencies.record(1e9);
  expect(latencies.summary()).toMatchObject({ count: 3, p50Ms: 0.001 });
  expect(latencies.summary().maxMs / 3_600_000).toBeCloseTo(1, 1);
});
