import fc from 'fast-check';
import hdr from 'hdr-histogram-js';
import { describe, expect, test } from 'vitest';
import { decodeLatencies, summariseLatencies } from './recorded-latencies.ts';

const latenciesUs = fc.array(fc.integer({ min: 0, max: 3_000_000 }), { minLength: 1, maxLength: 200 });

/** As the load generator encodes a window, by default with three digits. */
function encode(valuesUs: readonly number[], digits: 2 | 3 = 3): string {
  const options = { highestTrackableValue: 8_000_000, numberOfSignificantValueDigits: digits } as const;
  const histogram = hdr.build({ bitBucketSize: 32, autoResize: true, ...options });
  for (const valueUs of valuesUs) histogram.recordValue(valueUs);
  return hdr.encodeIntoCompressedBase64(histogram);
}

describe('recorded latencies', () => {
  test('of several windows have the percentiles of one histogram that saw them all', () => {
    fc.assert(
      fc.property(fc.array(latenciesUs, { minLength: 1, maxLength: 5 }), (windows) => {
        const together = hdr.decodeFromCompressedBase64(encode(windows.flat()));
        const summary = summariseLatencies(windows.map((valuesUs) => decodeLatencies(encode(valuesUs))));
        expect(summary?.count).toBe(windows.flat().length);
        for (const [percent, figure] of [
          [50, summary?.p50Ms],
          [95, summary?.p95Ms],
          [99, summary?.p99Ms],
        ] as const) {
          expect(figure).toBe(Math.min(together.getValueAtPercentile(percent), together.maxValue) / 1000);
        }
        expect(summary?.meanMs).toBeCloseTo(together.mean / 1000, 6);
      }),
      { numRuns: 40 },
    );
  });

  test('of nothing are nothing', () => {
    expect(summariseLatencies([decodeLatencies(''), decodeLatencies(encode([]))])).toBeUndefined();
  });

  test('that are no histogram are an error', () => {
    expect(() => decodeLatencies('bm90IGEgaGlzdG9ncmFt')).toThrow();
  });
});
