import { describe, expect, it } from 'vitest';
import { valueFormat } from './value-format.ts';

describe('numbers of charts', () => {
  it('have three digits, or all of a large number', () => {
    const { value } = valueFormat('en');
    expect([0.123456, 12.345, 99.96, 12_345.6].map(value)).toEqual(['0.123', '12.3', '100', '12,346']);
  });

  it('have a comma in Spanish', () => {
    expect(valueFormat('es').value(12.345)).toBe('12,3');
    expect(valueFormat('es').since(12_340_000)).toBe('+12,3 s');
  });

  it('tell lengths in the unit that suits them', () => {
    const { milliseconds } = valueFormat('en');
    expect([34.2, 976, 1_234].map(milliseconds)).toEqual(['34.2 ms', '976 ms', '1.23 s']);
  });
});
