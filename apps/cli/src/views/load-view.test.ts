import { expect, test } from 'vitest';
import { renderAnswers, renderWindow } from './load-view.ts';

const latency = { count: 4, meanMs: 2, p50Ms: 2, p95Ms: 30, p99Ms: 30, maxMs: 30 };
const none = { count: 0, meanMs: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 };
const window = {
  ...{ type: 'load-window' as const, startUs: 0, endUs: 1_000_000, intended: 4, sent: 4, ok: 4, failed: 0, unknown: 0 },
  ...{ byStatus: { 200: 4 }, byName: {}, corrected: latency, uncorrected: latency },
  ...{ correctedHistogram: '', uncorrectedHistogram: '', maxLagMs: 0 },
};

test('a window in which all went well tells no statuses', () => {
  expect(renderWindow(window)).toBe('     4 /s  p50 2.00 ms  p95 30.0 ms  ok 4  failed 0  unknown 0');
});

test('a window in which requests failed tells every status, and why no answer came', () => {
  const broken = { ...window, ok: 1, failed: 3, byStatus: { 200: 1, 503: 1, refused: 2 } };
  expect(renderWindow(broken)).toContain('failed 3  unknown 0  (200 × 1, 503 × 1, refused × 2)');
});

test('a window in which nothing was measured has no latencies', () => {
  const idle = { ...window, ok: 0, byStatus: {}, corrected: none };
  expect(renderWindow(idle)).toBe('     0 /s  p50 –  p95 –  ok 0  failed 0  unknown 0');
});

test('a load that ends tells why requests failed, and nothing where none did', () => {
  expect(renderAnswers({ ok: 4, failed: 0, unknown: 0, byStatus: { 200: 4 } })).toBe('4 ok, 0 failed, 0 unknown');
  expect(renderAnswers({ ok: 1, failed: 0, unknown: 2, byStatus: { 200: 1, 'timed-out': 2 } })).toBe(
    '1 ok, 0 failed, 2 unknown\nanswers: 200 × 1, timed-out × 2',
  );
});
