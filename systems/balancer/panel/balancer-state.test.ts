import { describe, expect, it } from 'vitest';
import type { BalancerState } from './balancer-state.ts';
import { balancerFold } from './balancer-state.ts';
import { addWindows } from './balancer-windows.ts';
import type { Told } from './testing/balancer-story.ts';
import { row, starting, tell, windowAt } from './testing/balancer-story.ts';

/** The state after facts, which stand in order of time. */
function after(...told: readonly Told[]): BalancerState {
  return tell(...told).reduce(balancerFold.step, balancerFold.initial);
}

const about = { instance: 'image-2', by: 'balancer', detector: 'passive', reason: 'connection refused' };
const guarded = { instance: 'balancer', dependency: 'image-2' };
const replicaOf = (state: BalancerState, id = 'image-2') => state.replicas.find((replica) => replica.id === id);

describe('a replica', () => {
  it('is known from the topology, before the balancer has said anything', () => {
    const { replicas, strategy } = after([0, starting]);
    expect(replicas.map(({ id, standing, breaker }) => [id, standing, breaker])).toEqual([
      ['image-1', 'unknown', null],
      ['image-2', 'unknown', null],
    ]);
    expect(strategy).toBeNull();
  });

  it('is as the last window says, and OFF, and its breaker open, as soon as a fact says so', () => {
    const before = [[0, starting], windowAt(1000)] as const;
    expect(replicaOf(after(...before))).toEqual({
      id: 'image-2',
      standing: 'in-rotation',
      breaker: { state: 'closed', reason: '' },
      weight: { full: 1, effective: 1 },
      inFlight: 2,
    });
    const killed: readonly Told[] = [
      ...before,
      [1100, { type: 'breaker-opened', ...guarded, reason: '3 failures' }],
      [1101, { type: 'instance-off', ...about }],
    ];
    expect(replicaOf(after(...killed))).toMatchObject({ standing: 'off', breaker: { state: 'open' } });
    const down = windowAt(2000, { replicas: [row('image-2', 1, { state: 'down', breaker: 'open' })] });
    expect(replicaOf(after(...killed, down))).toMatchObject({
      standing: 'down',
      breaker: { state: 'open', reason: '3 failures' },
    });
    const tried: readonly Told[] = [...killed, down, [2100, { type: 'breaker-half-opened', ...guarded }]];
    expect(replicaOf(after(...tried))?.breaker).toEqual({ state: 'half-open', reason: '3 failures' });
    const back = after(
      ...tried,
      [2200, { type: 'breaker-closed', ...guarded }],
      [2200, { type: 'instance-on', ...about }],
    );
    expect(replicaOf(back)).toMatchObject({ standing: 'in-rotation', breaker: { state: 'closed', reason: '' } });
    expect(back.health['image-2']?.state).toBe('ON');
  });

  it('drains until it has nothing left, and stays drained until a window says otherwise', () => {
    const draining: readonly Told[] = [
      [0, starting],
      [1, { type: 'replica-draining', instance: 'balancer', replica: 'image-2', inFlight: 3 }],
    ];
    expect(replicaOf(after(...draining))).toMatchObject({ standing: 'draining', inFlight: 3 });
    const drained: readonly Told[] = [
      ...draining,
      [2, { type: 'replica-drained', instance: 'balancer', replica: 'image-2' }],
      windowAt(1000, { replicas: [row('image-2', 0, { state: 'draining', inFlight: 0 })] }),
    ];
    expect(replicaOf(after(...drained))).toMatchObject({ standing: 'drained', inFlight: 0 });
    expect(replicaOf(after(...drained, windowAt(2000)))).toMatchObject({ standing: 'in-rotation' });
  });

  it('is unknown again when the balancer is gone, and not when another replica is', () => {
    const exited = (instance: string): Told => [
      1500,
      { type: 'process-exited', instance, pid: 1, code: null, signal: 'SIGKILL', expected: true },
    ];
    const before = [[0, starting], windowAt(1000)] as const;
    expect(replicaOf(after(...before, exited('image-1')))?.standing).toBe('in-rotation');
    const without = after(...before, exited('balancer'));
    expect(replicaOf(without)?.standing).toBe('unknown');
    expect(without.strategy).toBeNull();
    expect(without.windows).toHaveLength(1);
    expect(after(...before, [1500, starting]).windows).toEqual([]);
  });
});

it('the strategy is the one of the last word, of a window or of a change', () => {
  const changed: Told = [
    1500,
    { type: 'strategy-changed', instance: 'balancer', from: 'least-connections', to: 'random' },
  ];
  expect(after(windowAt(1000)).strategy).toBe('least-connections');
  expect(after(windowAt(1000), changed).strategy).toBe('random');
  expect(after(windowAt(1000), changed, windowAt(2000, { strategy: 'two-choices' })).strategy).toBe('two-choices');
});

it('panic begins and ends with the fact, or with the window where the fact is not there', () => {
  const started: Told = [1200, { type: 'panic-started', instance: 'balancer', inRotation: 1, replicas: 3 }];
  const inPanic = windowAt(2000, { panic: true });
  expect(after(windowAt(1000)).panic).toEqual({ kind: 'calm' });
  expect(after(windowAt(1000), started, inPanic).panic).toEqual({ kind: 'panic', sinceUs: 1_200_000, inRotation: 1 });
  expect(after(inPanic).panic).toEqual({ kind: 'panic', sinceUs: 1_000_000, inRotation: null });
  expect(after(started, inPanic, windowAt(3000)).panic).toEqual({ kind: 'calm' });
  expect(
    after(started, [1300, { type: 'panic-ended', instance: 'balancer', inRotation: 2, replicas: 3 }]).panic,
  ).toEqual({ kind: 'calm' });
});

describe('the traffic', () => {
  it('of the last minute is added up, older windows are forgotten', () => {
    const { windows } = after(
      windowAt(1000, { requests: 999 }),
      windowAt(62_000, { retries: 3, hedges: 2, failures: 1, refused: 4 }),
      windowAt(63_000, { replicas: [row('image-1', 0), row('image-2', 100, { meanMs: 11, maxMs: 30, failures: 1 })] }),
    );
    expect(addWindows(windows)).toEqual({
      ...{ requests: 200, ratePerSecond: 100, failures: 1, refused: 4, retries: 3, hedges: 2, amplification: 1.025 },
      byReplica: new Map([
        ['image-1', { requests: 60, failures: 0, share: 0.3, meanMs: 4, maxMs: 9 }],
        ['image-2', { requests: 140, failures: 1, share: 0.7, meanMs: 9, maxMs: 30 }],
      ]),
    });
  });

  it('of nothing has no figures that would need some', () => {
    expect(addWindows([])).toMatchObject({ requests: 0, ratePerSecond: null, amplification: null });
    const { windows } = after(windowAt(1000, { requests: 0, replicas: [row('image-1', 0)] }));
    expect(addWindows(windows).byReplica.get('image-1')).toEqual({
      ...{ requests: 0, failures: 0, share: null, meanMs: null, maxMs: null },
    });
  });
});
