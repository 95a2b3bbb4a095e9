import { expect, test } from 'vitest';
import { faultSpecification } from '../faults/fault.ts';
import type { JournalFact } from '../journal/event.ts';
import { Journal } from '../journal/journal.ts';
import { defineSystem } from '../system/define-system.ts';
import { planTopology } from '../system/topology.ts';
import type { ExperimentDeclaration } from './declaration.ts';
import { hearLeader } from './leaders.ts';
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

test('whoever says that it does not lead, leads no more, and whoever still does is known again', () => {
  const journal = new Journal();
  const known = new Map<string, string>();
  const hear = (fact: JournalFact) => hearLeader(known, topology, journal.append('mine', 1, fact));
  hear({ type: 'leader-elected', instance: 'node-3', term: 1 });
  hear({ type: 'leader-elected', instance: 'node-1', term: 1 });
  hear(windowOf('node-2', 'follower'));
  expect(known.get('node')).toBe('node-1');
  hear(windowOf('node-1', 'follower'));
  expect(known.get('node')).toBeUndefined();
  hear(windowOf('node-3', 'leader'));
  hear(windowOf('node-2', 'leader'));
  expect(known.get('node')).toBe('node-3');
});

const latency = { count: 0, meanMs: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 };

function windowOf(instance: string, role: 'leader' | 'follower'): JournalFact {
  return {
    ...{ type: 'log-window', instance, role, mode: 'bully', leader: null, startUs: 0, endUs: 1, term: 1 },
    ...{ lamportTime: 0, count: 0, accepted: 0, refused: 0, unknown: 0, causalityViolations: 0, latency },
    ...{ latest: [], exchanged: [] },
  };
}

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
