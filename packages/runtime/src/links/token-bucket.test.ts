import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

describe('TokenBucket', () => {
  test('starts with a burst of 50 ms and fills at its rate', () => {
    const bucket = new TokenBucket(100_000, 0);
    expect(bucket.available(0)).toBe(5000);
    bucket.take(5000);
    expect(bucket.available(10_000)).toBe(1000);
    expect(bucket.waitUs(2000, 10_000)).toBe(10_001);
    expect(bucket.available(10_000_000)).toBe(5000);
  });

  test('lets a byte pass each second at one byte a second', () => {
    const bucket = new TokenBucket(1, 0);
    bucket.take(1);
    expect(bucket.available(999_000)).toBe(0);
    expect(bucket.available(1_000_000)).toBe(1);
  });

  test('never passes more than rate × time + burst, and what it promises to be there is there', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 200_000 }), fc.integer({ min: 1, max: 100_000 })));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), steps, (rate, waits) => {
        const bucket = new TokenBucket(rate, 0);
        let [nowUs, passed] = [0, 0];
        for (const [elapsedUs, wanted] of waits) {
          nowUs += elapsedUs;
          const promisedUs = nowUs + bucket.waitUs(wanted, nowUs);
          const granted = Math.min(wanted, bucket.available(nowUs));
          if (promisedUs === nowUs) expect(granted).toBe(Math.min(wanted, Math.floor(bucket.burstBytes)));
          bucket.take(granted);
          passed += granted;
          expect(passed).toBeLessThanOrEqual((rate * nowUs) / 1e6 + bucket.burstBytes + 1e-3);
        }
      }),
    );
  });
});
