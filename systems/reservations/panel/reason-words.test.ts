import { expect, test } from 'vitest';
import { describeReason, reasonWords } from './reason-words.ts';

test('each reason has a sentence in both languages; a code that nobody knows stands for itself', () => {
  const codes = [...Object.keys(reasonWords.en.byCode), 'payments_timed_out', 'inventory_unreachable'];
  for (const words of [reasonWords.en, reasonWords.es]) {
    for (const code of codes) expect(describeReason(code, words)).toContain(' ');
    expect(describeReason('whatever', words)).toBe('whatever');
    expect(describeReason('toString', words)).toBe('toString');
  }
  expect(describeReason('payments_timed_out', reasonWords.en)).toBe('payments did not answer in time');
  expect(Object.keys(reasonWords.es.byCode)).toEqual(Object.keys(reasonWords.en.byCode));
});
