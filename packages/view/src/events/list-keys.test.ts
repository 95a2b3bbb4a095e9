import { expect, it } from 'vitest';
import { rowAfterKey } from './list-keys.ts';

it('arrows move by a row, pages by what is visible but one, and neither leaves the list', () => {
  expect(rowAfterKey('ArrowDown', 3, 100, 10)).toBe(4);
  expect(rowAfterKey('ArrowUp', 0, 100, 10)).toBe(0);
  expect(rowAfterKey('PageDown', 3, 100, 10)).toBe(12);
  expect(rowAfterKey('PageDown', 95, 100, 10)).toBe(99);
  expect(rowAfterKey('PageUp', 3, 100, 10)).toBe(0);
  expect(rowAfterKey('Home', 50, 100, 10)).toBe(0);
  expect(rowAfterKey('End', 50, 100, 10)).toBe(99);
});

it('begins at the newest where nothing is selected', () => {
  expect(rowAfterKey('ArrowUp', null, 100, 10)).toBe(99);
  expect(rowAfterKey('ArrowDown', null, 100, 10)).toBe(99);
});

it('leaves other keys, and empty lists, alone', () => {
  expect(rowAfterKey('a', 3, 100, 10)).toBeNull();
  expect(rowAfterKey('End', null, 0, 10)).toBeNull();
});
