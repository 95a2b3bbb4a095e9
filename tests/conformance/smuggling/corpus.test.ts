import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { corpus } from './corpus.ts';

const cases = corpus.flatMap((group) => group.cases);

describe('the corpus of request smuggling', () => {
  test('has at least 150 cases that must be refused, and 40 that must not', () => {
    const count = (kind: string) => cases.filter(({ must }) => must.kind === kind).length;
    assert.ok(count('refuse') >= 150, `${count('refuse')} cases must be refused`);
    assert.ok(count('forward') >= 40, `${count('forward')} cases must be forwarded`);
  });

  test('names a source beside each case', () => {
    assert.deepEqual(
      cases.filter(({ source }) => source.trim() === '').map(({ name }) => name),
      [],
    );
  });

  test('has no case twice', () => {
    const isRepeated = (at: number) => cases.findIndex(({ bytes }) => bytes === cases[at]?.bytes) < at;
    assert.deepEqual(
      cases.filter((_, at) => isRepeated(at)).map(({ name }) => name),
      [],
    );
  });

  test('is made of bytes', () => {
    assert.deepEqual(
      cases
        .filter(({ bytes }) => [...bytes].some((character) => character.charCodeAt(0) > 255))
        .map(({ name }) => name),
      [],
    );
  });
});
