import { describe, expect, test } from 'vitest';
import { actionDeclaration, fillPath, parametersOf } from './action.ts';

const declare = (path: string) => ({ service: 'a', method: 'POST', path, title: 'Do' });

describe('the path of an action', () => {
  test.each(['/', '/_lb/stats', '/a?full=yes', '/replicas/{replica}/drain', '/{a}/{b}?c={a}'])('can be %s', (path) => {
    expect(actionDeclaration.safeParse(declare(path)).success).toBe(true);
  });

  test.each(['', 'a', '//evil.example/', '/\\evil', '/a b', '/a#b', '/{}', '/{a', '/a}', '/{a b}', '/{1}', '/{{a}}'])(
    'cannot be %o',
    (path) => {
      expect(actionDeclaration.safeParse(declare(path)).success).toBe(false);
    },
  );
});

describe('the placeholders of a path', () => {
  const drain = { path: '/replicas/{replica}/drain/{how}?again={replica}' };

  test('are named once each, and filled everywhere', () => {
    expect(parametersOf(drain)).toEqual(['replica', 'how']);
    expect(fillPath(drain, { replica: 'image-1', how: 'v1.2_x' })).toBe('/replicas/image-1/drain/v1.2_x?again=image-1');
    expect(fillPath({ path: '/stats' }, {})).toBe('/stats');
  });

  test.each(['', '.', '..', '...', 'a/b', '../x', '%2e%2e', 'a b', 'a?b', 'a#b', 'a\\b', 'é', 'a\n', 1, null, ['a']])(
    'take nothing that could lead elsewhere: %o',
    (replica) => {
      expect(() => fillPath({ path: '/replicas/{replica}' }, { replica })).toThrow(
        expect.objectContaining({ code: 'invalid-parameters', exitCode: 64 }),
      );
    },
  );

  test('want a value each, and no other', () => {
    expect(() => fillPath(drain, { replica: 'a' })).toThrow("wants a value for 'how'");
    expect(() => fillPath(drain, { replica: 'a', how: 'b', more: 'c' })).toThrow("has no parameter 'more'");
    expect(() => fillPath({ path: '/{constructor}' }, {})).toThrow("wants a value for 'constructor'");
  });
});
