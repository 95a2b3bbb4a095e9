import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countUntil, factsBetween, firstPlace } from './binary-search.ts';

test('finds what looking at one after the other finds', () => {
  const rising = fc.array(fc.nat(20)).map((values) => values.sort((left, right) => left - right));
  fc.assert(
    fc.property(rising, fc.nat(20), fc.nat(20), (values, from, to) => {
      const facts = values.map((atUs) => ({ atUs }));
      expect(firstPlace(values.length, (place) => (values[place] ?? 0) > from)).toBe(
        values.filter((value) => value <= from).length,
      );
      expect(countUntil(facts, from)).toBe(facts.filter(({ atUs }) => atUs <= from).length);
      expect(factsBetween(facts, from, to)).toEqual(facts.filter(({ atUs }) => atUs >= from && atUs <= to));
    }),
  );
});
