import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { Scope } from './scope.ts';

describe('Scope', () => {
  test('tells every listener once, with the first reason', () => {
    const scope = new Scope();
    const heard: unknown[] = [];
    scope.onCancel((reason) => heard.push(reason));
    scope.onCancel((reason) => heard.push(reason));
    scope.cancel('first');
    scope.cancel('second');
    expect([heard, scope.cancelled, scope.reason]).toEqual([['first', 'first'], true, 'first']);
  });

  test('tells a listener that comes late at once', () => {
    const scope = new Scope();
    scope.cancel('over');
    const heard: unknown[] = [];
    scope.onCancel((reason) => heard.push(reason)).end();
    expect(heard).toEqual(['over']);
  });

  test('does not tell a listener that was taken back, even by another while it is told', () => {
    const scope = new Scope();
    const listening = scope.onCancel(() => expect.unreachable());
    scope.onCancel(() => listening.end());
    scope.onCancel(() => expect.unreachable()).end();
    scope.cancel('over');
  });

  test('reaches the scopes inside it, and their signals', () => {
    const outer = new Scope();
    const inner = outer.inner().inner();
    const { signal } = inner;
    expect(signal.aborted).toBe(false);
    outer.cancel('over');
    expect([inner.cancelled, inner.reason, signal.aborted, signal.reason]).toEqual([true, 'over', true, 'over']);
    expect(outer.inner().signal.reason).toBe('over');
    expect(() => inner.throwIfCancelled()).toThrow('over');
  });

  test('is not cancelled by a scope inside it, nor by the one around it after it is closed', () => {
    const outer = new Scope();
    const inner = outer.inner();
    inner.onCancel(() => undefined);
    inner.cancel('inner');
    expect(outer.cancelled).toBe(false);
    const closed = outer.inner();
    closed.onCancel(() => expect.unreachable());
    closed.close();
    outer.cancel('outer');
    expect([inner.reason, closed.cancelled]).toEqual(['inner', false]);
  });

  test('keeps the reason of the scope around it when that was cancelled first and nobody listened', () => {
    const outer = new Scope();
    const inner = outer.inner();
    outer.cancel('outer');
    inner.cancel('inner');
    expect(inner.reason).toBe('outer');
  });

  test('tells everyone, also after a listener that throws, and reports what that threw', async () => {
    const reported: unknown[] = [];
    const queued = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((report) => {
      try {
        report();
      } catch (error) {
        reported.push(error);
      }
    });
    try {
      const outer = new Scope();
      const inner = outer.inner();
      const heard: string[] = [];
      outer.onCancel(() => heard.push('made first'));
      inner.onCancel(() => heard.push('inside'));
      const fault = new Error('a fault of one operation');
      inner.onCancel(() => {
        throw fault;
      });
      outer.onCancel(() => {
        throw fault;
      });
      outer.cancel('over');
      expect([heard, reported]).toEqual([
        ['inside', 'made first'],
        [fault, fault],
      ]);
    } finally {
      queued.mockRestore();
    }
  });

  test('is counted once in each of several budgets, and so are the scopes made inside it', () => {
    const [one, other] = [{}, {}];
    const scope = new Scope();
    expect([scope.countIn(one), scope.countIn(other), scope.countIn(one), scope.countIn(other)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([scope.inner().countIn(one), scope.inner().countIn({}), scope.countIn(other)]).toEqual([false, true, false]);
  });

  test('has the earlier deadline of its own and the one around it', () => {
    expect(new Scope().deadlineMs).toBe(Number.POSITIVE_INFINITY);
    expect(new Scope(100).inner(200).deadlineMs).toBe(100);
    expect(new Scope(100).inner(50).deadlineMs).toBe(50);
    expect(new Scope(100).inner().deadlineMs).toBe(100);
  });

  test('tells, over any comings and goings, exactly those who listen when it is cancelled', () => {
    const step = fc.record({ listener: fc.nat(9), inside: fc.boolean(), leaves: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const outer = new Scope();
        const inner = outer.inner();
        const listening = new Map<string, { end(): void }>();
        const heard: string[] = [];
        for (const { listener, inside, leaves } of steps) {
          const name = `${inside ? 'inner' : 'outer'} ${listener}`;
          listening.get(name)?.end();
          listening.delete(name);
          if (!leaves)
            listening.set(
              name,
              (inside ? inner : outer).onCancel(() => heard.push(name)),
            );
        }
        outer.cancel('over');
        expect(heard.toSorted()).toEqual([...listening.keys()].toSorted());
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});
