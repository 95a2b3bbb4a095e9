import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import { faultKinds } from '@temblor/lab/faults/fault';
import { describe, expect, test } from 'vitest';
import { findFaultKind, readFaults, requireFaultKind } from './fault-words.ts';

const targets = {
  instances: ['voter', 'inventory-1', 'inventory-2'],
  links: ['voter->inventory-1', 'voter->inventory-2', 'voter->postgres'],
  stores: ['postgres'],
  leaders: [],
  flags: { voter: ['crash'], 'inventory-1': ['down', 'latency_seconds'] },
};

describe('kinds of faults', () => {
  test('every kind is known by its name', () => {
    expect(faultKinds.map(findFaultKind)).toEqual(faultKinds);
  });

  test('the words of the brief are understood', () => {
    expect(findFaultKind('incorrect_response')).toBe('incorrect-response');
    expect(findFaultKind('incorrect')).toBe('incorrect-response');
    expect(findFaultKind('CRASH')).toBe('crash');
  });

  test('a mistyped one gets the nearest', () => {
    expect(() => requireFaultKind('latancy')).toThrowError(
      expect.objectContaining({ hint: expect.stringContaining("did you mean 'latency'"), exitCode: 64 }),
    );
  });
});

describe('what is typed becomes faults', () => {
  test('one a target, with the defaults of its kind', () => {
    expect(readFaults('crash', ['inventory-1', 'inventory-2'], {}, targets)).toEqual([
      { kind: 'crash', target: { instance: 'inventory-1' }, durationMs: 2000 },
      { kind: 'crash', target: { instance: 'inventory-2' }, durationMs: 2000 },
    ]);
    expect(readFaults('crash', ['voter'], { durationMs: 500 }, targets)[0]).toMatchObject({ durationMs: 500 });
  });

  test('a target that is named twice gets one fault, however it is written', () => {
    const twice = readFaults('restart', ['voter,voter', 'inventory-1', 'voter'], {}, targets);
    expect(twice.map(({ target }) => target)).toEqual([{ instance: 'voter' }, { instance: 'inventory-1' }]);
    const links = readFaults('latency', ['voter->postgres', 'voter:postgres'], {}, targets);
    expect(links.map(({ target }) => target)).toEqual([{ link: 'voter->postgres' }]);
  });

  test('a fault of stores in a system without one is told as such, named or not', () => {
    for (const words of [[], ['postgres']]) {
      expect(() => readFaults('database-away', words, {}, { ...targets, stores: [] })).toThrowError(
        expect.objectContaining({ code: 'no-store', message: 'this system has no store' }),
      );
    }
  });

  test('who means the leader is told who leads now, where that can be hit', () => {
    const hintOf = (kind: 'crash' | 'blackhole', leaders: readonly string[]) => {
      try {
        return readFaults(kind, ['leader'], {}, { ...targets, leaders });
      } catch (error) {
        return error instanceof TemblorError ? error.hint : error;
      }
    };
    expect(hintOf('crash', ['inventory-2'])).toBe('inventory-2 leads now');
    expect(hintOf('crash', ['inventory-1', 'inventory-2'])).toBe('inventory-1, inventory-2 lead now');
    expect(hintOf('crash', [])).toContain('known: voter');
    expect(hintOf('blackhole', ['inventory-2'])).toContain('known: voter->inventory-1');
  });

  test('a restart lasts a second where nothing is said', () => {
    expect(readFaults('restart', ['voter'], {}, targets)).toEqual([
      { kind: 'restart', target: { instance: 'voter' }, durationMs: 1000 },
    ]);
  });

  test('who fails can pass its health check all the same, where its fault has that', () => {
    const [fault] = readFaults('intermittent', ['voter'], { spareHealth: true }, targets);
    expect(fault).toMatchObject({ kind: 'intermittent', spareHealth: true });
    expect(() => readFaults('pause', ['voter'], { spareHealth: true }, targets)).toThrowError(
      expect.objectContaining({ message: 'pause has no --spare-health' }),
    );
  });

  test('a latency acts on an instance or on a link, however the link is written', () => {
    const [instance] = readFaults('latency', ['voter'], { latencyMs: 300 }, targets);
    expect(instance).toMatchObject({ target: { instance: 'voter' }, latencyMs: 300, jitterMs: 0 });
    for (const word of ['voter->inventory-2', 'voter:inventory-2']) {
      expect(readFaults('latency', [word], {}, targets)[0]).toMatchObject({ target: { link: 'voter->inventory-2' } });
    }
  });

  test('a flag is named, with a value or its usual one; the only one need not be', () => {
    expect(readFaults('flag', ['inventory-1'], { flag: 'latency_seconds', value: 0.5 }, targets)).toEqual([
      {
        ...{ kind: 'flag', target: { instance: 'inventory-1' }, durationMs: 60_000 },
        ...{ flag: 'latency_seconds', value: 0.5 },
      },
    ]);
    expect(readFaults('flag', ['voter'], {}, targets)).toEqual([
      { kind: 'flag', target: { instance: 'voter' }, durationMs: 60_000, flag: 'crash' },
    ]);
    expect(() => readFaults('crash', ['voter'], { flag: 'crash' }, targets)).toThrowError('crash has no --flag');
  });

  test('groups are divided by slashes, wherever the shell cut the words', () => {
    const groups = [['voter', 'inventory-1'], ['inventory-2']];
    for (const words of [
      ['voter,inventory-1', '/', 'inventory-2'],
      ['voter', 'inventory-1', '/', 'inventory-2'],
      ['voter,inventory-1/inventory-2'],
    ]) {
      expect(readFaults('partition', words, {}, targets)[0]).toMatchObject({ target: { groups } });
    }
  });

  test('the only store need not be named', () => {
    expect(readFaults('database-away', [], {}, targets)[0]).toMatchObject({ target: { store: 'postgres' } });
  });
});

describe('what cannot be meant', () => {
  test.each([
    ['an instance that is not there', 'crash', ['inventry-1'], {}, 'unknown-target', "did you mean 'inventory-1'"],
    ['a service for its instances', 'flag', ['inventory'], {}, 'unknown-target', 'it has: inventory-1, inventory-2'],
    ['a link that is not there', 'reset', ['voter->inventory-3'], {}, 'unknown-target', 'did you mean'],
    ['a target of the wrong kind', 'blackhole', ['voter'], {}, 'unknown-target', 'voter->inventory-1'],
    ['none of several flags', 'flag', ['inventory-1'], {}, 'missing-flag', '--flag down, latency_seconds'],
    ['a flag of an instance without any', 'flag', ['inventory-2'], {}, 'unsupported-fault', 'voter, inventory-1'],
    ['no target', 'pause', [], {}, 'missing-target', 'inventory-1'],
    ['one group only', 'partition', ['voter,inventory-1'], {}, 'missing-target', '/'],
    ['an empty group', 'partition', ['voter', '/'], {}, 'missing-target', '/'],
    ['a parameter of another kind', 'crash', ['voter'], { latencyMs: 5 }, 'invalid-fault', '--help'],
    ['a probability above one', 'intermittent', ['voter'], { probability: 3 }, 'invalid-fault', '--help'],
    ['a lease of two hours', 'pause', ['voter'], { durationMs: 7_200_000 }, 'invalid-fault', '--help'],
  ] as const)('%s', (_name, kind, words, parameters, code, hint) => {
    expect(() => readFaults(kind, words, parameters, targets)).toThrowError(
      expect.objectContaining({ code, hint: expect.stringContaining(hint), exitCode: 64 }),
    );
  });

  test.each([
    ['crash', 'voter', { durationMs: 7_200_000 }, '--for may be at most 1h'],
    ['latency', 'voter', { latencyMs: 0 }, '--latency must be at least 1ms'],
    ['intermittent', 'voter', { probability: 3 }, '--probability may be at most 1'],
    ['blackhole', 'voter->inventory-1', { direction: 'up' }, '--direction must be one of: forward, back, both'],
    ['crash', 'voter', { bytesPerSecond: 5 }, 'crash has no --rate'],
  ] as const)('%s is told by the option that was typed', (kind, target, parameters, message) => {
    expect(() => readFaults(kind, [target], parameters, targets)).toThrowError(expect.objectContaining({ message }));
  });

  test.each([
    [['node-1', 'node-2', 'node-3'], 'node-1,node-2 / node-3'],
    [['front', 'back'], 'front / back'],
    [['alone'], 'only alone here'],
  ])('of %j a partition without groups is told how to name them', (instances, hint) => {
    const own = { instances, links: [], stores: [], leaders: [], flags: {} };
    expect(() => readFaults('partition', [], {}, own)).toThrowError(
      expect.objectContaining({ hint: expect.stringContaining(hint) }),
    );
  });

  test('an instance in two groups', () => {
    expect(() => readFaults('partition', ['voter', '/', 'voter'], {}, targets)).toThrowError(/two groups/);
  });
});
