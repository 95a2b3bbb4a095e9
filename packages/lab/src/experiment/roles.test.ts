import { expect, test } from 'vitest';
import { faultSpecification } from '../faults/fault.ts';
import { defineSystem } from '../system/define-system.ts';
import { planTopology } from '../system/topology.ts';
import type { ExperimentDeclaration } from './declaration.ts';
import { castRoles } from './roles.ts';

const system = (experiments: Record<string, ExperimentDeclaration> = {}) =>
  defineSystem({
    name: 'mine',
    title: '',
    description: '',
    services: { node: { run: { command: ['x'] }, replicas: 3 } },
    entrances: ['node'],
    experiments,
  });
const topology = planTopology(system());
const leaders = new Map([['node', 'node-2']]);
const partition = faultSpecification.parse({
  kind: 'partition',
  target: { groups: [['leader of node'], ['followers of node']] },
});

test('instances take the place of roles, in faults and in who is watched', () => {
  const crash = faultSpecification.parse({ kind: 'crash', target: { instance: 'followers of node' } });
  const untouched = faultSpecification.parse({ kind: 'reset', target: { link: 'client->node-1' } });
  const cast = castRoles(
    { faults: [partition, crash, untouched], watch: ['node-1', 'leader of node'] },
    topology,
    leaders,
  );
  expect(cast).toMatchObject({
    phase: {
      faults: [
        { kind: 'partition', target: { groups: [['node-2'], ['node-1', 'node-3']] } },
        { kind: 'crash', target: { instance: 'node-1' } },
        { kind: 'crash', target: { instance: 'node-3' } },
        untouched,
      ],
      watch: ['node-1', 'node-2'],
    },
  });
});

test('a role without a known leader is told', () => {
  expect(castRoles({ faults: [partition], watch: [] }, topology, new Map())).toEqual({ leaderless: ['node'] });
});

test('a role of a service that is not there is found when the system is defined', () => {
  const experiment: ExperimentDeclaration = {
    title: '',
    description: '',
    steadyState: { requests: [] },
    load: { ratePerSecond: 1, workload: { requests: [{ service: 'node', path: '/' }] } },
    phases: [{ name: 'kill', faults: [{ kind: 'crash', target: { instance: 'leader of nod' } }] }],
    limits: { ttdMs: null, ttrMs: null, successPercent: null, p95Ms: null },
    checks: [],
  };
  expect(() => system({ test: experiment })).toThrow("'nod' is not there; did you mean 'node'?");
});
