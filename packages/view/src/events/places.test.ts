import { expect, it } from 'vitest';
import { rowAtTime, rowOfPlace } from './places.ts';

const places = Uint32Array.of(2, 5, 9);
const atUs = (place: number) => place * 1000;

it('a place is found, or where it would stand', () => {
  expect([0, 2, 3, 9, 10].map((place) => rowOfPlace(places, place))).toEqual([0, 0, 1, 2, 3]);
});

it('the row at a moment is the last that is not later', () => {
  expect([1999, 2000, 8999, 9000, 99_000].map((momentUs) => rowAtTime(places, momentUs, atUs))).toEqual([
    -1, 0, 1, 2, 2,
  ]);
});
