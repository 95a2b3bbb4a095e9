import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashRequest, idempotencyKey, keyReused } from './idempotent-request.ts';

/** The same JSON with the members of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

describe('the hash of a request', () => {
  test('does not depend on the order in which the members of its body were written', () => {
    const property = fc.property(fc.jsonValue(), (body) => {
      expect(hashRequest('POST', '/reserve', reversed(body))).toBe(hashRequest('POST', '/reserve', body));
    });
    fc.assert(property, { seed: 7 });
  });

  test('tells bodies apart that are not the same', () => {
    const property = fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const same = hashRequest('POST', '/reserve', one) === hashRequest('POST', '/reserve', other);
      expect(same).toBe(JSON.stringify(sorted(one)) === JSON.stringify(sorted(other)));
    });
    fc.assert(property, { seed: 7 });
  });

  test.each([
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ a: 1 }, { a: '1' }],
    [{ a: null }, {}],
    [{}, []],
    [['object', ['a', 1]], { a: 1 }],
  ])('is another for %j and %j', (one, other) => {
    expect(hashRequest('POST', '/reserve', one)).not.toBe(hashRequest('POST', '/reserve', other));
  });

  test('is another for another method or path', () => {
    const hashes = [hashRequest('POST', '/a', 1), hashRequest('PUT', '/a', 1), hashRequest('POST', '/b', 1)];
    expect(new Set(hashes).size).toBe(3);
  });
});

test.each(['', 'a b', 'ä', 'a'.repeat(256), 'a\n'])('%j is no key', (key) => {
  expect(idempotencyKey.safeParse(key).success).toBe(false);
});

test('a request without a key is none that may be repeated', () => {
  expect(idempotencyKey.parse(undefined)).toBeUndefined();
  expect(idempotencyKey.parse('f81d4fae-7dec')).toBe('f81d4fae-7dec');
});

test('a key of another request is said to be one', () => {
  expect(keyReused()).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  return {
    members: Object.entries(value)
      .map(([name, member]) => JSON.stringify([name, sorted(member)]))
      .sort(),
  };
}
