import { seededRandom } from '@temblor/foundation/randomness/random';
import { describe, expect, test } from 'vitest';
import { Balancer } from './balancer.ts';
import type { BalancingEvent } from './balancing-event.ts';
import type { BalancingOptions } from './balancing-options.ts';
import { defaultBalancing } from './balancing-options.ts';
import type { Outcome, Replica } from './replica.ts';
import { RoundRobin } from './strategies/round-robin.ts';
import type { StrategyName } from './strategies/strategies.ts';
import { strategies } from './strategies/strategies.ts';

function balancerOf(ids: readonly string[], options: Partial<BalancingOptions> = {}) {
  const events: BalancingEvent[] = [];
  const balancer = new Balancer({
    strategy: new RoundRobin(),
    options: { ...defaultBalancing, slowStart: undefined, ...options },
    replicas: ids.map((id) => ({ id })),
    nowMs: 0,
    observe: (event) => events.push(event),
  });
  events.length = 0;
  const of = (id: string): Replica => {
    const replica = balancer.replicas.find((each) => each.id === id);
    if (replica === undefined) throw new Error(id);
    return replica;
  };
  /** Calls that start and end now. */
  const end = (id: string, outcome: Outcome, nowMs: number, calls = 1) => {
    for (let call = 0; call < calls; call += 1) {
      balancer.started(of(id));
      balancer.finished(of(id), outcome, 0, nowMs);
    }
  };
  const choices = (count: number, nowMs: number) =>
    Array.from({ length: count }, () => balancer.choose(nowMs)?.id ?? '-').join('');
  return { balancer, events, of, end, choices };
}

describe('ejection', () => {
  test('follows five failures in a row, not five among successes or calls given up', () => {
    const { of, end } = balancerOf(['a', 'b', 'c']);
    for (let round = 0; round < 5; round += 1) {
      end('a', 'failure', 1, 4);
      end('a', 'success', 1);
    }
    expect(of('a').state.kind).toBe('in-rotation');
    end('a', 'failure', 1, 4);
    end('a', 'cancelled', 1, 10);
    expect(of('a').state.kind).toBe('in-rotation');
    end('a', 'failure', 1);
    expect(of('a').state).toEqual({ kind: 'ejected', untilMs: 1001, reason: 'consecutive-failures' });
  });

  test('lasts longer each time, and time in rotation makes up for it', () => {
    const { of, end, choices } = balancerOf(['a', 'b', 'c']);
    const ejectAt = (nowMs: number) => {
      choices(1, nowMs);
      end('a', 'failure', nowMs, 5);
      const { state } = of('a');
      return state.kind === 'ejected' ? state.untilMs - nowMs : undefined;
    };
    expect(ejectAt(0)).toBe(1000);
    expect(ejectAt(1000)).toBe(2000);
    expect(ejectAt(3000)).toBe(4000);
    choices(1, 7000);
    expect(ejectAt(7000 + 120_000)).toBe(2000);
  });

  test('does not follow late failures of calls that began before the replica came back', () => {
    const { balancer, of, end, choices } = balancerOf(['a', 'b', 'c']);
    for (let call = 0; call < 20; call += 1) balancer.started(of('a'));
    end('a', 'failure', 10, 5);
    expect(choices(3, 1010)).toMatch(/a/);
    for (let call = 0; call < 20; call += 1) balancer.finished(of('a'), 'failure', 1015, 1020);
    expect(of('a').state.kind).toBe('in-rotation');
  });

  test('is refused beyond its share, and follows later when there is room again', () => {
    const { of, end, events, choices } = balancerOf(['a', 'b', 'c']);
    end('a', 'failure', 0, 5);
    end('b', 'failure', 10, 5);
    expect(of('b').state.kind).toBe('in-rotation');
    expect(events.map(({ type }) => type)).toEqual(['replica-ejected', 'ejection-refused']);
    choices(1, 1000);
    end('b', 'failure', 1000, 5);
    expect(of('b').state.kind).toBe('ejected');
  });

  test('never takes the last one, which would send calls to those known to be down', () => {
    const { balancer, of, end, events, choices } = balancerOf(['a', 'b', 'c']);
    balancer.markDown('b', 0);
    balancer.markDown('c', 0);
    end('a', 'failure', 1, 5);
    expect(of('a').state.kind).toBe('in-rotation');
    expect(events.at(-1)?.type).toBe('ejection-refused');
    expect(balancer.panic).toBe(false);
    expect(choices(3, 1)).toBe('aaa');
  });

  test('finds the one of three that fails every second call, and says why', () => {
    const { of, end } = balancerOf(['a', 'b', 'c']);
    for (let nowMs = 0; nowMs <= 5000; nowMs += 50) {
      end('a', nowMs % 100 === 0 ? 'failure' : 'success', nowMs);
      end('b', 'success', nowMs);
      end('c', 'success', nowMs);
    }
    expect(of('a').state).toMatchObject({ kind: 'ejected', reason: 'success-rate' });
    expect(of('b').state.kind).toBe('in-rotation');
  });

  test('is not judged by what came before its last ejection', () => {
    const { of, end, choices } = balancerOf(['a', 'b']);
    for (let round = 0; round < 30; round += 1)
      for (const outcome of ['failure', 'success'] as const) end('a', outcome, 0);
    end('a', 'failure', 0, 5);
    choices(1, 1000);
    end('a', 'success', 1000, 60);
    end('b', 'success', 1000, 60);
    end('b', 'success', 5000);
    expect(of('a').state.kind).toBe('in-rotation');
  });

  test('is not judged by a window that ended long ago', () => {
    const { of, end } = balancerOf(['a', 'b']);
    for (let call = 0; call < 100; call += 1) {
      end('a', call % 2 === 0 ? 'failure' : 'success', 0);
      end('b', 'success', 0);
    }
    end('b', 'success', 60_000);
    expect(of('a').state.kind).toBe('in-rotation');
  });

  test('is not ended by a health check that the replica passes while it fails everything else', () => {
    const { balancer, of, end } = balancerOf(['a', 'b', 'c']);
    end('a', 'failure', 0, 5);
    balancer.markUp('a', 10);
    expect(of('a').state.kind).toBe('ejected');
  });

  test('gives way to a health check that saw it down and up again', () => {
    const { balancer, of, end } = balancerOf(['a', 'b', 'c']);
    end('a', 'failure', 0, 5);
    balancer.markDown('a', 10);
    balancer.markUp('a', 20);
    expect(of('a').state.kind).toBe('in-rotation');
  });
});

describe('slow start', () => {
  const slowStart = { durationMs: 3200, initialShare: 0.25 };

  test('is for who comes to others, not for the first ones', () => {
    const { balancer, of } = balancerOf(['a', 'b'], { slowStart });
    expect([of('a').share, of('b').share]).toEqual([1, 1]);
    expect(balancer.add({ id: 'c' }, 0).state.kind).toBe('slow-start');
    for (const id of ['a', 'b', 'c']) balancer.markDown(id, 10);
    balancer.markUp('a', 20);
    balancer.markUp('b', 20);
    expect([of('a').state.kind, of('b').state.kind]).toEqual(['in-rotation', 'slow-start']);
  });

  test('rises while calls are chosen, and ends', () => {
    const { balancer, of, choices } = balancerOf(['a', 'b'], { slowStart });
    balancer.markDown('b', 0);
    balancer.markUp('b', 0);
    const parts = [0, 1600, 3199, 3200].map((nowMs) => {
      choices(1, nowMs);
      return of('b').share;
    });
    expect(parts).toEqual([0.25, 0.625, 0.9765625, 1]);
    expect(of('b').state.kind).toBe('in-rotation');
  });
});

describe('panic', () => {
  test('begins when nobody is left, and never where it is switched off', () => {
    for (const [panicBelow, expected] of [[0.25, 'abab'] as const, [0, '----'] as const]) {
      const { balancer, choices } = balancerOf(['a', 'b'], { panicBelow });
      balancer.markDown('a', 0);
      balancer.markDown('b', 0);
      expect(choices(4, 0)).toBe(expected);
    }
  });

  test('tells its begin and its end', () => {
    const { balancer, events } = balancerOf(['a', 'b']);
    balancer.markDown('a', 0);
    balancer.markDown('b', 1);
    balancer.markUp('a', 2);
    expect(events.filter(({ type }) => type.startsWith('panic'))).toEqual([
      { type: 'panic-started', inRotation: 0, replicas: 2, atMs: 1 },
      { type: 'panic-ended', inRotation: 1, replicas: 2, atMs: 2 },
    ]);
  });
});

describe('draining', () => {
  test('is over at once where nothing is in flight, and can be taken back', () => {
    const { balancer, events, choices } = balancerOf(['a', 'b']);
    balancer.drain('a', 5);
    balancer.drain('a', 6);
    expect(events).toEqual([
      { type: 'draining-started', replica: 'a', inFlight: 0, atMs: 5 },
      { type: 'draining-finished', replica: 'a', atMs: 5 },
    ]);
    balancer.markDown('a', 7);
    balancer.markUp('a', 7);
    expect(choices(4, 7)).toBe('bbbb');
    balancer.resume('a', 8);
    expect(choices(4, 8)).toMatch(/a/);
  });

  test('of all leaves nobody, in panic or not', () => {
    const { balancer, choices } = balancerOf(['a', 'b']);
    balancer.drain('a', 0);
    balancer.drain('b', 0);
    expect(choices(2, 0)).toBe('--');
  });
});

describe('wrong use', () => {
  test('is refused with what to do', () => {
    const { balancer, of } = balancerOf(['a', 'b']);
    expect(() => balancer.finished(of('a'), 'success', 1, 1)).toThrow("a call of 'a' finished that was not started");
    expect(() => balancer.add({ id: 'a' }, 0)).toThrow('remove it first');
    expect(() => balancer.add({ id: 'c', weight: 0 }, 0)).toThrow('drain it');
    expect(() => balancer.drain('d', 0)).toThrow("there is no replica 'd', only a, b");
    balancer.started(of('a'));
    for (const latencyMs of [Number.NaN, -1]) {
      expect(() => balancer.finished(of('a'), 'failure', latencyMs, 1)).toThrow(
        `the latency of a call of 'a' is ${latencyMs}`,
      );
    }
    expect(() => balancerOf(['a'], { panicBelow: 2 })).toThrow('panicBelow is 2; give a share from 0 to 1');
  });

  test('changes nothing', () => {
    const { balancer } = balancerOf(['a', 'b']);
    expect(() => balancer.add({ id: 'c', weight: Number.NaN }, 0)).toThrow(RangeError);
    expect(balancer.replicas.map(({ id }) => id)).toEqual(['a', 'b']);
  });
});

test('what is due happens when somebody looks, though nobody chooses', () => {
  const { balancer, of, end, events } = balancerOf(['a', 'b', 'c']);
  end('a', 'failure', 0, 5);
  balancer.advance(999);
  expect(of('a').state.kind).toBe('ejected');
  balancer.advance(1000);
  expect(of('a').state.kind).toBe('in-rotation');
  expect(events.at(-1)).toMatchObject({ type: 'replica-entered', replica: 'a', atMs: 1000 });
});

describe('another strategy', () => {
  const names = Object.keys(strategies).filter((name): name is StrategyName => name in strategies);

  test.each(names)('%s takes over who is in rotation, what is in flight, and the ends of earlier calls', (name) => {
    const { balancer, of, choices } = balancerOf(['a', 'b', 'c', 'd']);
    balancer.markDown('a', 1);
    balancer.drain('b', 1);
    for (const id of ['b', 'c', 'd']) balancer.started(of(id));
    balancer.useStrategy(strategies[name](seededRandom(1)), 2);
    expect(new Set(choices(50, 2))).toEqual(new Set('cd'));
    for (const id of ['b', 'c', 'd']) balancer.finished(of(id), 'success', 1, 3);
    balancer.markUp('a', 3);
    balancer.resume('b', 3);
    expect(new Set(choices(200, 3))).toEqual(new Set('abcd'));
    expect(balancer.replicas.map(({ inFlight }) => inFlight)).toEqual([0, 0, 0, 0]);
  });

  test('counts what was in flight before it', () => {
    const { balancer, of } = balancerOf(['a', 'b']);
    for (let call = 0; call < 3; call += 1) balancer.started(of('a'));
    balancer.useStrategy(strategies['least-connections'](seededRandom(1)), 1);
    const chosen: string[] = [];
    for (let call = 0; call < 3; call += 1) {
      const replica = balancer.choose(1);
      if (replica === undefined) throw new Error('nobody was chosen');
      balancer.started(replica);
      chosen.push(replica.id);
    }
    expect(chosen).toEqual(['b', 'b', 'b']);
  });
});
