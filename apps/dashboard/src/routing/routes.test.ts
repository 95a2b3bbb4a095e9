import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Route } from './routes.ts';
import { addressOf, readAddress, readPastedToken } from './routes.ts';

const name = fc.string({ minLength: 1 }).filter((text) => text.isWellFormed() && text !== '.' && text !== '..');

/** 32 bytes in base64url. */
const token = 'Zm9-b2Jhcl9iYXpfcXV4LTAxMjM0NTY3ODlhYmNkZWY';

const anyRoute: fc.Arbitrary<Route> = fc.oneof(
  fc.constant<Route>({ kind: 'systems' }),
  fc.constant<Route>({ kind: 'experiments' }),
  name.map((system): Route => ({ kind: 'running', system })),
  name.map((run): Route => ({ kind: 'run', run })),
  fc.tuple(name, name).map(([left, right]): Route => ({ kind: 'compare', left, right })),
);

describe('routes', () => {
  test('an address leads back to its place, whatever the names', () => {
    fc.assert(
      fc.property(anyRoute, (route) => {
        expect(readAddress(addressOf(route))).toEqual({ route, token: null, hasToken: false });
      }),
      { seed: 20261122 },
    );
  });

  test.each(['', '#', '#/'])('the address %o is the list of systems', (hash) => {
    expect(readAddress(hash)).toMatchObject({ route: { kind: 'systems' }, token: null });
  });

  test('a link of the lab carries the token beside the place', () => {
    expect(readAddress(`#/running/voting?token=${token}`)).toEqual({
      route: { kind: 'running', system: 'voting' },
      token,
      hasToken: true,
    });
    expect(readAddress(`#/?token=${token}`)).toEqual({ route: { kind: 'systems' }, token, hasToken: true });
  });

  test.each(['', 'abc', '%0a', 'ü'.repeat(43), `${token}x`, `${token.slice(1)}%20`])('%o is no token', (text) => {
    expect(readAddress(`#/?token=${text}`)).toEqual({ route: { kind: 'systems' }, token: null, hasToken: true });
  });

  test.each([
    '#/runs/..',
    '#/runs/%2e%2e',
    '#/runs/.',
    '#/compare/a/..',
    '#/running/..',
    '#/running',
    '#/running/a/b',
    '#/compare/a',
    '#/nowhere',
    '#/experiments/x',
  ])('%s is no place', (hash) => {
    expect(readAddress(hash).route.kind).toBe('unknown');
  });

  test('a broken encoding is a name like any other', () => {
    expect(readAddress('#/runs/50%').route).toEqual({ kind: 'run', run: '50%' });
  });
});

describe('a pasted token', () => {
  test.each([
    [`http://127.0.0.1:7070/#/?token=${token}`, token],
    [` http://127.0.0.1:7070/#/running/voting?token=${token}\n`, token],
    [` ${token} `, token],
    ['0123456789abcdef', null],
    ['http://127.0.0.1:7070/#/', null],
    ['hello', null],
    ['', null],
  ])('of %o is %o', (text, found) => {
    expect(readPastedToken(text)).toBe(found);
  });
});
