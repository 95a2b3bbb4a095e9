import { describe, expect, it } from 'vitest';
import { translate } from './translate.ts';

const texts = {
  'kill-1': 'muerte 1',
  'a replica that is 1200 ms slow': 'una réplica 1200 ms más lenta',
  '{} refusals (p95 {} ms)': '{} rechazos (p95 {} ms)',
  '{} was asked {} times': 'a {} se le preguntó {} veces',
  'reached in the end': 'alcanzado al final',
};

describe('a text of a system', () => {
  it.each([
    ['reached in the end', 'alcanzado al final'],
    ['kill-1', 'muerte 1'],
    ['a replica that is 1200 ms slow', 'una réplica 1200 ms más lenta'],
    ['17 refusals (p95 3.5 ms)', '17 rechazos (p95 3,5 ms)'],
    ['kill-1: reached in the end', 'muerte 1: alcanzado al final'],
    ['load-balancer-2 was asked 3 times', 'a load-balancer-2 se le preguntó 3 veces'],
  ])('%o is %o', (text, spanish) => {
    expect(translate(text, texts)).toBe(spanish);
  });

  it.each([
    '',
    'said by a service',
    'kill-2',
    '{} refusals',
    'kill-1: ',
    'kill-1: so',
    'so: kill-1',
    'constructor',
    '__proto__',
    '1 2 3',
  ])('that has no translation, %o, has none', (text) => {
    expect(translate(text, texts)).toBeNull();
  });

  it('keeps what looks like a pattern of replacement', () => {
    expect(translate('7', { '{}': "$& {} $'" })).toBe("$& 7 $'");
  });
});
