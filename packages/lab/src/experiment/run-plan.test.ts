import { expect, test } from 'vitest';
import { defineSystem } from '../system/define-system.ts';
import type { PhaseDeclaration } from './declaration.ts';
import { findExperiment, planRun } from './run-plan.ts';

test.each(['toString', 'constructor', '__proto__'])('%s is no experiment of a system without one', (name) => {
  const system = defineSystem({
    name: 'mine',
    title: 'Mine',
    description: '',
    services: { a: { run: { command: ['x'] } } },
  });
  expect(() => findExperiment(system, name)).toThrow(
    expect.objectContaining({ code: 'unknown-experiment', exitCode: 64 }),
  );
});

test.each<[string, Partial<PhaseDeclaration>, number, number]>([
  ['nothing', {}, 500, 500],
  ['a long hold', { holdMs: 5000 }, 5000, 500],
  ['a short hold', { holdMs: 20 }, 20, 20],
  ['a hold of its own for quick runs', { holdMs: 5000, quickHoldMs: 2500 }, 5000, 2500],
])('a phase that declares %s is held accordingly', (_, phase, full, quick) => {
  const system = defineSystem({
    name: 'mine',
    title: 'Mine',
    description: '',
    services: { a: { run: { command: ['x'] } } },
    entrances: ['a'],
    experiments: {
      only: {
        title: 'Only',
        description: '',
        steadyState: { requests: [] },
        load: { ratePerSecond: 10, workload: { requests: [{ service: 'a', path: '/' }] } },
        phases: [{ name: 'broken', faults: [{ kind: 'pause', target: { instance: 'a' } }], ...phase }],
        limits: { ttdMs: null, ttrMs: null, successPercent: null, p95Ms: null },
        checks: [],
      },
    },
  });
  const held = (isQuick: boolean) =>
    planRun(system, { experimentName: 'only', repeats: 1, quick: isQuick }).phases.map(({ holdMs }) => holdMs);
  expect([held(false), held(true)]).toEqual([[full], [quick]]);
});
