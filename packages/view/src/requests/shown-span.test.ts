import { expect, it } from 'vitest';
import { shownSpan } from './shown-span.ts';

const journal = { startUs: 1000, endUs: 5000 };

it('a range is a span of the journal', () => {
  expect(shownSpan({ kind: 'all' }, journal)).toEqual(journal);
  expect(shownSpan({ kind: 'last', lengthUs: 1500 }, journal)).toEqual({ startUs: 3500, endUs: 5000 });
  expect(shownSpan({ kind: 'last', lengthUs: 9000 }, journal)).toEqual(journal);
  expect(shownSpan({ kind: 'span', startUs: 2, endUs: 3 }, journal)).toEqual({ startUs: 2, endUs: 3 });
});
