import { describe, expect, test } from 'vitest';
import type { FaultModel } from '../model/system-model.ts';
import { describeParameters, faultTitle, formatCountdown, parameterLabel, remainingWords } from './fault-text.ts';

const latency: FaultModel = {
  fault: 'f1',
  kind: 'latency',
  places: ['inventory-2'],
  target: 'inventory-2',
  parameters: { latencyMs: 1200, jitterMs: 0, direction: 'back' },
  appliedAtUs: 0,
  endsAtUs: 10_000_000,
  evidence: { kind: 'pending' },
  lifted: null,
};

describe('a countdown', () => {
  test.each([
    [6_000_001, '7 s'],
    [7_000_000, '7 s'],
    [60_000_000, '1 min 00 s'],
    [125_000_000, '2 min 05 s'],
    [-1, '0 s'],
  ])('of %d µs reads %s', (us, text) => {
    expect(formatCountdown(us)).toBe(text);
  });

  test('says that a fault ends, once its lease is over and its end is not told yet', () => {
    expect(remainingWords(latency, 3_000_000, 'en')).toBe('7 s left');
    expect(remainingWords(latency, 3_000_000, 'es')).toBe('quedan 7 s');
    expect(remainingWords(latency, 10_000_000, 'en')).toBe('ending…');
  });
});

describe('a fault in words', () => {
  test('is its kind and what makes it this one', () => {
    expect(faultTitle(latency)).toBe('latency 1200 ms');
    expect(faultTitle({ ...latency, kind: 'intermittent', parameters: { probability: 0.3 } })).toBe(
      'intermittent 30 %',
    );
    expect(faultTitle({ ...latency, kind: 'crash', parameters: {} })).toBe('crash');
  });

  test('tells its parameters with their units, known and unknown', () => {
    expect(describeParameters(latency.parameters, 'en')).toBe('latency 1200 ms · direction back (answers)');
    expect(describeParameters(latency.parameters, 'es')).toBe('latencia 1200 ms · dirección vuelta (respuestas)');
    expect(describeParameters({ retryDelayMs: 5, subject: null }, 'es')).toBe('retry delay 5 ms');
    expect(describeParameters({ toString: 1 }, 'en')).toBe('to string 1');
  });

  test.each([
    [{ flag: 'down', value: true }, 'flag down'],
    [{ flag: 'down', value: '' }, 'flag down'],
    [{ flag: 'latency_seconds', value: 5 }, 'flag latency_seconds · value 5'],
    [{ latencyMs: 5, spareHealth: true }, 'latency 5 ms · spare the health check'],
  ])('names no parameter that tells nothing: %o', (parameters, text) => {
    expect(describeParameters(parameters, 'en')).toBe(text);
  });

  test.each([
    ['latencyMs', 'Latency, ms', 'Latencia, ms'],
    ['probability', 'Probability', 'Probabilidad'],
    ['retryDelaySeconds', 'Retry delay, s', 'Retry delay, s'],
  ])('labels %s', (name, english, spanish) => {
    expect([parameterLabel(name, 'en'), parameterLabel(name, 'es')]).toEqual([english, spanish]);
  });
});
