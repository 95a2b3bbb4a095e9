/** The experiments on the voting system, the default one first. */
import type { ExperimentDeclaration, PhaseLimits, SteadyState } from '@temblor/lab/experiment/declaration';
import type { LoadDeclaration } from '@temblor/lab/load/workload';
import {
  noFalseAlarms,
  offsetsInOrder,
  ordersExactlyOnce,
  quorumLostAndRegained,
  readsAreTrue,
  replicasAgree,
  stockConserved,
} from './checks.ts';

const load: LoadDeclaration = {
  ratePerSecond: 200,
  workload: { module: new URL('./workload.ts', import.meta.url) },
};

const steadyState: SteadyState = {
  requests: [
    { service: 'orders', path: '/health', status: 200 },
    { service: 'inventory', path: '/health', status: 200 },
    { service: 'monitor', path: '/health', status: 200 },
    { service: 'voter', path: '/inventory/voted', status: 200 },
  ],
};

const limits: PhaseLimits = { ttdMs: 1000, ttrMs: 500, successPercent: 95, p95Ms: null };

/** What must be true after every experiment. */
const correctness = [ordersExactlyOnce, offsetsInOrder, readsAreTrue, replicasAgree, stockConserved];

/** How long a fault is held after it was noticed: so much of the load is measured with the replica out. */
const holdMs = 1500;

const faults: ExperimentDeclaration = {
  title: 'Voting under one fault at a time',
  description:
    'A crash, a slow replica, one that fails at random and one that lies, each on one of three replicas, under 200 requests a second: how long the system takes to notice and to take the replica back, and whether its clients see any of it.',
  steadyState,
  load,
  limits,
  checks: correctness,
  phases: [
    { name: 'baseline' },
    {
      name: 'crash',
      faults: [{ kind: 'crash', target: { instance: 'inventory-1' }, durationMs: 2000 }],
      limits: { ttrMs: null },
      holdMs: 0,
    },
    {
      name: 'latency',
      faults: [{ kind: 'latency', target: { instance: 'inventory-2' }, latencyMs: 1200 }],
      holdMs,
    },
    {
      name: 'intermittent',
      faults: [{ kind: 'intermittent', target: { instance: 'inventory-3' }, probability: 0.3 }],
      holdMs,
    },
    {
      name: 'incorrect',
      faults: [{ kind: 'incorrect-response', target: { instance: 'inventory-1' }, subject: 'PROD-001' }],
      holdMs,
    },
  ],
};

const quiet: ExperimentDeclaration = {
  title: 'Voting without any fault',
  description: 'Ten minutes of load in which nothing is broken: whoever is put OFF is a false alarm.',
  steadyState,
  load,
  limits: { ...limits, ttdMs: null, ttrMs: null },
  checks: [...correctness, noFalseAlarms],
  phases: [{ name: 'quiet', minimumMs: 600_000, quickMinimumMs: 10_000 }],
};

const twoDown: ExperimentDeclaration = {
  title: 'Voting with two of three replicas down',
  description:
    'Two replicas crash together, so that no majority is left: reads are refused with 503 quorum_not_reached at once, and answered again by themselves when the replicas are back.',
  steadyState,
  load,
  limits,
  checks: [...correctness, quorumLostAndRegained],
  phases: [
    { name: 'baseline' },
    {
      name: 'two-down',
      faults: [
        { kind: 'crash', target: { instance: 'inventory-1' }, durationMs: 2000 },
        { kind: 'crash', target: { instance: 'inventory-2' }, durationMs: 2000 },
      ],
      holdMs: 0,
      limits: { ttrMs: null, successPercent: null },
    },
    { name: 'afterwards' },
  ],
};

const intermittent: ExperimentDeclaration = {
  title: 'Voting with a replica that fails 30 % of its requests',
  description:
    'A replica that fails at random must be found although three failures in a row are rare, and must not come back as long as it fails.',
  steadyState,
  load,
  limits,
  checks: correctness,
  phases: [
    { name: 'baseline' },
    {
      name: 'intermittent',
      faults: [{ kind: 'intermittent', target: { instance: 'inventory-3' }, probability: 0.3 }],
      holdMs: 5000,
    },
  ],
};

const slow: ExperimentDeclaration = {
  title: 'Voting with a replica that is 1200 ms slow',
  description: 'A replica that answers every request 1200 ms late must be found, and must not slow the others down.',
  steadyState,
  load,
  limits,
  checks: correctness,
  phases: [
    { name: 'baseline' },
    {
      name: 'latency',
      faults: [{ kind: 'latency', target: { instance: 'inventory-2' }, latencyMs: 1200 }],
      holdMs: 3000,
    },
  ],
};

/** By name; the first one is the default. */
export const experiments: Readonly<Record<string, ExperimentDeclaration>> = {
  faults,
  quiet,
  'two-down': twoDown,
  intermittent,
  slow,
};
