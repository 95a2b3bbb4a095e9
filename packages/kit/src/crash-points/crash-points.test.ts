import { beforeEach, describe, expect, test } from 'vitest';
import type { CrashPointAct, CrashPointOrder } from './crash-points.ts';
import { CrashPoints } from './crash-points.ts';

class Crash extends Error {}

let nowUs: number;
let acting: [CrashPointAct, string | undefined][];
let points: CrashPoints;

beforeEach(() => {
  nowUs = 0;
  acting = [];
  points = new CrashPoints({
    clock: { nowUs: () => nowUs },
    onActing: (act, fault) => acting.push([act, fault]),
    crash: () => {
      throw new Crash();
    },
  });
});

const order = (act: CrashPointAct, occurrence = 1, effect = 'call a POST /b'): CrashPointOrder => ({
  ...{ effect, occurrence, act, durationMs: 1000, fault: `${act}-${occurrence}` },
});

/** Goes through an effect. @returns where it was crashed, or what befell it. */
function pass(effect = 'call a POST /b'): string | undefined {
  let passed = 'before';
  try {
    const disturbance = points.before(effect);
    passed = 'after';
    points.after(effect);
    return disturbance;
  } catch (error) {
    if (error instanceof Crash) return `crashed ${passed}`;
    throw error;
  }
}

describe('crash points', () => {
  test('let every effect pass while nothing is armed, and count it', () => {
    expect([pass(), pass(), pass('commit c')]).toEqual([undefined, undefined, undefined]);
    expect([...points.counts]).toEqual([
      ['call a POST /b', 2],
      ['commit c', 1],
    ]);
    expect(acting).toEqual([]);
  });

  test.each([
    ['crash-before', 'crashed before'],
    ['crash-after', 'crashed after'],
    ['lose-request', 'lose-request'],
    ['lose-answer', 'lose-answer'],
    ['late-request', 'late-request'],
  ] as const)('%s acts on the occurrence that was asked for, and once', (act, expected) => {
    pass();
    points.arm(order(act, 3));
    expect([pass(), pass('commit c'), pass(), pass(), pass()]).toEqual([
      ...[undefined, undefined, undefined],
      ...[expected, undefined],
    ]);
    expect(acting).toEqual([[act, `${act}-3`]]);
  });

  test('of several orders for an effect each counts for itself, and one acts at a time', () => {
    points.arm(order('lose-request', 2));
    points.arm(order('lose-answer', 2));
    points.arm(order('crash-after', 4));
    expect([pass(), pass(), pass(), pass()]).toEqual([undefined, 'lose-request', 'lose-answer', 'crashed after']);
    expect(points.armed).toEqual([]);
  });

  test('of effects that overlap, that which ends first is the first to crash after', () => {
    points.before('call a POST /b');
    points.before('call a POST /b');
    points.arm(order('crash-after', 2));
    points.after('call a POST /b');
    expect(() => points.after('call a POST /b')).toThrow(Crash);
  });

  test('an order is forgotten when its time is over, or all are cleared', () => {
    points.arm(order('crash-before'));
    nowUs = 999_999;
    expect(points.armed).toHaveLength(1);
    nowUs = 1_000_000;
    expect(pass()).toBeUndefined();
    expect(points.armed).toEqual([]);
    points.arm(order('crash-before'));
    points.clear();
    expect(pass()).toBeUndefined();
  });

  test('a client that makes up names cannot fill the memory', () => {
    for (let at = 0; at < 5000; at += 1) points.before(`answer GET /${at}`);
    expect(points.counts.size).toBe(1000);
    points.arm(order('crash-before', 1, 'answer GET /4999'));
    expect(pass('answer GET /4999')).toBe('crashed before');
  });
});
