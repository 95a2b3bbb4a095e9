import { describe, expect, test } from 'vitest';
import type { SystemModel } from './system-model.ts';
import { emptySystem, foldSystem } from './system-model.ts';
import type { Told } from './testing/story.ts';
import {
  faultApplied,
  faultConfirmed,
  faultLifted,
  health,
  processReady,
  processStarted,
  starting,
  tell,
  topology,
} from './testing/story.ts';

const fold = (...told: readonly Told[]): SystemModel => tell(...told).reduce(foldSystem, emptySystem('voting'));

const first = (model: SystemModel) => model.instances.find(({ id }) => id === 'inventory-1');

const up: readonly Told[] = [
  [0, starting],
  [1, processStarted()],
  [2, processReady()],
  [3, { type: 'system-ready', durationMs: 3 }],
];

describe('the model of a system', () => {
  test('knows every instance from the start, before its process', () => {
    const model = fold([0, starting]);
    expect(model).toMatchObject({ title: 'Voting', declaration: 'voting', phase: 'starting', topology });
    expect(model.instances.map(({ id, process, hasFaultSwitch }) => [id, process, hasFaultSwitch])).toEqual([
      ['voter', 'stopped', false],
      ['inventory-1', 'stopped', true],
      ['inventory-2', 'stopped', true],
    ]);
  });

  test('without a topology learns instances from their first start', () => {
    const model = fold([0, { type: 'system-starting', declaration: 'voting' }], [1, processStarted()]);
    expect(model.instances).toMatchObject([{ id: 'inventory-1', service: 'inventory', process: 'starting' }]);
  });

  test('whose journal begins when it is up already is running', () => {
    expect(fold([7, processStarted()])).toMatchObject({ phase: 'running', startedAtUs: 7000 });
  });

  test('a new start forgets what was', () => {
    const again = fold(...up, [4, faultApplied('f1', 'crash', { instance: 'inventory-1' })], [9, starting]);
    expect(again.faults).toEqual([]);
    expect(first(again)).toMatchObject({ process: 'stopped', restarts: 0 });
  });

  test('a fact that says nothing of it leaves the same object', () => {
    const model = fold(...up);
    const [window] = tell([5, { type: 'quorum-regained' }]);
    expect(window === undefined ? undefined : foldSystem(model, window)).toBe(model);
  });
});

describe('the process of an instance', () => {
  test('starts, runs, is down, and starts again', () => {
    expect(first(fold(...up))).toMatchObject({ process: 'running', pid: 101, port: 5001, restarts: 0 });
    const exited: Told = [
      5,
      { type: 'process-exited', instance: 'inventory-1', pid: 101, code: null, signal: 'SIGKILL', expected: true },
    ];
    expect(first(fold(...up, exited))).toMatchObject({ process: 'down', pid: null });
    const again = fold(...up, exited, [6, processStarted(2)]);
    expect(first(again)).toMatchObject({ process: 'starting', pid: 102, restarts: 1 });
    const abandoned = fold(...up, exited, [
      6,
      { type: 'process-abandoned', instance: 'inventory-1', reason: 'three exits' },
    ]);
    expect(first(abandoned)?.process).toBe('abandoned');
    const stopping = fold(...up, [4, { type: 'system-stopping', reason: 'asked' }], exited);
    expect(first(stopping)?.process).toBe('stopped');
  });

  test('is paused from the moment that the pause is confirmed until it is lifted', () => {
    const applied: Told = [10, faultApplied('f1', 'pause', { instance: 'inventory-1' })];
    const paused = [...up, applied, [11, faultConfirmed('f1', 11)] as const];
    expect(first(fold(...up, applied))?.process).toBe('running');
    expect(first(fold(...paused))?.process).toBe('paused');
    expect(first(fold(...paused, [20, faultLifted('f1')]))?.process).toBe('running');
  });

  test('paused before it was ready is starting again, and held by two pauses stays paused until both are over', () => {
    const pause = (fault: string): Told[] => [
      [10, faultApplied(fault, 'pause', { instance: 'inventory-1' })],
      [10, faultConfirmed(fault, 10)],
    ];
    const early = fold(...up.slice(0, 2), ...pause('f1'), [20, faultLifted('f1')]);
    expect(first(early)?.process).toBe('starting');
    const twice = [...up, ...pause('f1'), ...pause('f2'), [20, faultLifted('f1')] as const];
    expect(first(fold(...twice))?.process).toBe('paused');
    expect(first(fold(...twice, [21, faultLifted('f2')]))?.process).toBe('running');
  });
});

describe('what instances are', () => {
  test('health is the last word of whoever decides', () => {
    const model = fold(...up, [5, health('instance-on', 'inventory-1')], [8, health('instance-off', 'inventory-1')]);
    expect(first(model)?.health).toMatchObject({ state: 'OFF', detector: 'window', by: 'monitor', sinceUs: 8000 });
  });

  test('a service has one leader, that of the highest term; the word of an older term changes nothing', () => {
    const elected = (instance: string, term: number): Told => [9, { type: 'leader-elected', instance, term }];
    const badges = (...told: Told[]) => fold(...up, ...told).instances.map((instance) => instance.badges);
    const leader = [{ kind: 'leader', term: 2 }];
    expect(badges(elected('inventory-1', 1), elected('inventory-2', 2))).toEqual([[], [], leader]);
    expect(badges(elected('inventory-2', 2), elected('inventory-1', 1))).toEqual([[], [], leader]);
  });

  test('a group has one primary, and it stays one when its process ends', () => {
    const promoted = (instance: string): Told => [9, { type: 'primary-promoted', instance, group: 'stock' }];
    const model = fold(...up, promoted('inventory-1'), promoted('inventory-2'));
    expect(model.instances.map(({ badges }) => badges.length)).toEqual([0, 0, 1]);
  });

  test('a breaker opens, half-opens and closes', () => {
    const towards = { instance: 'voter', dependency: 'inventory' };
    const opened: Told = [5, { type: 'breaker-opened', ...towards, reason: '5 of 10 failed' }];
    const breakers = (...told: Told[]) => fold(...up, ...told).instances[0]?.breakers;
    expect(breakers(opened)).toEqual([
      { dependency: 'inventory', state: 'open', reason: '5 of 10 failed', sinceUs: 5000 },
    ]);
    const half: Told = [6, { type: 'breaker-half-opened', ...towards }];
    expect(breakers(opened, half)).toMatchObject([{ state: 'half-open', reason: '5 of 10 failed', sinceUs: 6000 }]);
    expect(breakers(opened, half, [7, { type: 'breaker-closed', ...towards }])).toMatchObject([
      { state: 'closed', reason: '' },
    ]);
  });
});

describe('faults', () => {
  const places = (target: Parameters<typeof faultApplied>[2]) =>
    fold([0, starting], [1, faultApplied('f1', 'latency', target)]).faults[0]?.places;

  test('act where they were aimed; a partition on every link that it cuts', () => {
    expect(places({ instance: 'voter' })).toEqual(['voter']);
    expect(places({ link: 'client->voter' })).toEqual(['client->voter']);
    expect(places({ store: 'postgres' })).toEqual(['postgres']);
    expect(places({ groups: [['voter'], ['inventory-1', 'postgres']] })).toEqual([
      'voter->inventory-1',
      'voter->postgres',
    ]);
    expect(places({ groups: [['voter', 'inventory-1'], ['inventory-2']] })).toEqual(['voter->inventory-2']);
  });

  test('bear evidence, and what was confirmed stays confirmed, though its end was told of before', () => {
    const doubted: Told = [12, { type: 'fault-undetermined', fault: 'f1', reason: 'nobody called' }];
    const applied: Told = [10, faultApplied('f1', 'crash', { instance: 'voter' })];
    const confirmed: Told = [11, faultConfirmed('f1', 11)];
    const evidence = (...told: Told[]) => fold(applied, ...told).faults[0]?.evidence;
    expect(evidence()).toEqual({ kind: 'pending' });
    expect(evidence(doubted)).toEqual({ kind: 'cannot-tell', reason: 'nobody called' });
    expect(evidence([11, faultLifted('f1')], confirmed, doubted)).toMatchObject({
      kind: 'confirmed',
      effectAtUs: 11_000,
    });
    expect(fold(applied).faults[0]).toMatchObject({ endsAtUs: 10_010_000, lifted: null, target: 'voter' });
  });

  test('that are over are forgotten past the newest 200; those that act never', () => {
    const told = Array.from({ length: 250 }, (_, index): Told[] => [
      [index, faultApplied(`f${index}`, 'latency', { instance: 'voter' })],
      ...(index === 3 ? [] : [[index, faultLifted(`f${index}`)] as const]),
    ]).flat();
    const { faults } = fold(...told);
    expect(faults).toHaveLength(201);
    expect(faults.slice(0, 2).map(({ fault }) => fault)).toEqual(['f3', 'f50']);
  });
});

describe('a run', () => {
  const run = { type: 'run-started', run: 'r1', experiment: 'faults', seed: 42, repeats: 2, quick: true } as const;

  test('tells of its phases, checks and verdict, and outlives the system', () => {
    const model = fold(
      ...up,
      [5, run],
      [6, { type: 'warm-up-finished' }],
      [7, { type: 'phase-started', phase: 'crash', repeat: 1 }],
      [8, { type: 'phase-finished', phase: 'crash', repeat: 1, completed: true, detail: 'done' }],
      [9, { type: 'phase-started', phase: 'crash', repeat: 2 }],
      [10, { type: 'check-finished', check: 'agree', verdict: 'passed', summary: '3 agree', violations: [] }],
      [11, { type: 'verdict', run: 'r1', verdict: 'failed', reasons: ['too slow'] }],
      [12, { type: 'system-stopped' }],
      [13, { type: 'run-ended', run: 'r1', verdict: 'failed', reason: '' }],
    );
    expect(model.phase).toBe('stopped');
    expect(model.run).toMatchObject({
      ...{ run: 'r1', warmedUp: true, ended: true, verdict: { verdict: 'failed', reasons: ['too slow'] } },
      phases: [
        { phase: 'crash', repeat: 1, startUs: 7000, endUs: 8000, completed: true },
        { phase: 'crash', repeat: 2, endUs: null },
      ],
      checks: [{ check: 'agree' }],
    });
  });

  test('gives way to the next', () => {
    expect(fold(...up, [5, run], [6, { ...run, run: 'r2' }]).run).toMatchObject({ run: 'r2', phases: [] });
  });
});
