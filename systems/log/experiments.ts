/** The experiments on the log, the default one first. */
import type {
  Check,
  ExperimentDeclaration,
  PhaseDeclaration,
  PhaseLimits,
  SteadyState,
} from '@temblor/lab/experiment/declaration';
import type { FaultRequest } from '@temblor/lab/faults/fault';
import type { LoadDeclaration } from '@temblor/lab/load/workload';
import {
  acceptsAgain,
  bullyLosesAgreement,
  idsAndClocksGrow,
  logAgreement,
  messagesExactlyOnce,
  noCausalityViolations,
  noElections,
  oneLeaderATerm,
  readsAreStable,
} from './checks.ts';
import { failoverFigures, messageFigures, partitionFigures, recoveryFigures, regionFigures } from './measurements.ts';
import { linkOf, routes } from './model/regions.ts';

const load: LoadDeclaration = {
  ratePerSecond: 100,
  workload: { module: new URL('./workload.ts', import.meta.url) },
};

const steadyState: SteadyState = {
  requests: [{ service: 'node', path: '/health', status: 200 }],
  withinMs: 10_000,
};

/** The next leader says OFF once it has not heard the old one for two election time-outs: 600 ms beside the election. */
const noticed: Partial<PhaseLimits> = { ttdMs: 2000 };

/** A third of the clients turn to the dead or parted node, so the success under a fault says little; checks judge it. */
const unlimited: PhaseLimits = { ttdMs: null, ttrMs: null, successPercent: null, p95Ms: null };

/** Where nothing is broken nothing may fail. */
const calm: PhaseLimits = { ...unlimited, successPercent: 99.9, p95Ms: 250 };

/** What holds of a log that is safe, after everything. */
const safe: readonly Check[] = [
  logAgreement,
  messagesExactlyOnce,
  idsAndClocksGrow,
  readsAreStable,
  noCausalityViolations,
  oneLeaderATerm,
];

const baseline: PhaseDeclaration = { name: 'baseline', limits: calm, minimumMs: 3000, quickMinimumMs: 1000 };

/** How long a partition lasts. */
const parted = { holdMs: 8000, quickHoldMs: 5000 };

/** Time for whoever was killed to be up again and to catch up. */
const mended = { minimumMs: 9000, quickMinimumMs: 7000 };

const crashOf = (instance: string, durationMs: number): FaultRequest => ({
  kind: 'crash',
  target: { instance },
  durationMs,
});

const messages: ExperimentDeclaration = {
  title: '100 messages from ten clients',
  description:
    'Ten clients append messages to whatever node they reach, 100 a second, and nothing is broken: how long a message takes until a majority has it on disk, and whether any is shown before one that it depends on.',
  steadyState,
  load,
  // The first messages meet code that is not compiled yet.
  warmUpMs: 4000,
  limits: calm,
  measurements: [messageFigures],
  checks: [...safe, noElections],
  phases: [{ name: 'messages', minimumMs: 5000, quickMinimumMs: 1500 }],
};

const killLeader: ExperimentDeclaration = {
  title: 'The leader is killed',
  description:
    'Whoever leads is killed under load (SIGKILL) and held down: how long until another leads and a message is accepted again. Nothing that was acknowledged may be lost or doubled, and the old leader comes back and catches up. Requests to a node that is down fail, a third of all; their messages are sent again to another.',
  steadyState,
  load,
  limits: unlimited,
  measurements: [failoverFigures],
  checks: [...safe, acceptsAgain],
  phases: [
    baseline,
    {
      name: 'kill-leader',
      faults: [crashOf('leader of node', 3000)],
      limits: noticed,
      holdMs: 0,
      ...mended,
    },
    { ...baseline, name: 'afterwards' },
  ],
};

const inRegions: ExperimentDeclaration = {
  title: 'Three nodes in three regions',
  description:
    'The links between the nodes are given the round trips between America, Europe and Asia, half in each direction; they are measured, and messages are appended over them, with election time-outs to match.',
  // A heartbeat may take 125 ms one way: a follower waits for several of them.
  environment: { ELECTION_TIMEOUT_MS: '1500', HEARTBEAT_MS: '300' },
  steadyState,
  load: { ...load, ratePerSecond: 50, timeoutMs: 5000 },
  limits: unlimited,
  measurements: [regionFigures],
  checks: [...safe, noElections],
  phases: [
    { ...baseline, quickMinimumMs: 500 },
    {
      name: 'regions',
      faults: routes.map((route) => ({
        kind: 'latency',
        target: { link: linkOf(route) },
        latencyMs: route.roundTripMs / 2,
        direction: 'both',
      })),
      watch: [],
      probe: { path: '/state', requests: 10 },
      limits: { successPercent: 99 },
      holdMs: 8000,
      quickHoldMs: 4000,
    },
    { ...baseline, name: 'afterwards', quickMinimumMs: 500 },
  ],
};

const leaderAlone: PhaseDeclaration = {
  name: 'partition',
  faults: [{ kind: 'partition', target: { groups: [['leader of node'], ['followers of node']] } }],
  watch: [],
  ...parted,
};

/** The nodes find each other again, and what they hold comes to rest. */
const healed: PhaseDeclaration = { name: 'healed', minimumMs: 5000, quickMinimumMs: 4000 };

const partitionRaft: ExperimentDeclaration = {
  title: 'The leader is parted from the others, with Raft',
  description:
    'The leader is left alone on one side, and clients reach both. The majority elects another and goes on; the old leader, without one, can acknowledge nothing. Afterwards all logs agree, and nothing acknowledged is lost.',
  environment: { MODE: 'raft' },
  steadyState,
  load,
  limits: unlimited,
  measurements: [partitionFigures],
  checks: [...safe, acceptsAgain],
  phases: [baseline, { ...leaderAlone, watch: ['leader of node'], limits: noticed }, healed],
};

const partitionBully: ExperimentDeclaration = {
  title: 'The leader is parted from the others, with the bully algorithm: two leaders',
  description:
    'The same partition with the bully algorithm, which needs no majority: both sides have a leader, both acknowledge messages, and their logs contradict each other. The experiment passes when this harm is seen. It is why Raft is the default.',
  environment: { MODE: 'bully' },
  steadyState,
  load,
  limits: unlimited,
  measurements: [partitionFigures],
  checks: [bullyLosesAgreement],
  phases: [{ ...baseline, limits: unlimited }, leaderAlone, healed],
};

const allDown: ExperimentDeclaration = {
  title: 'All three nodes are killed at once',
  description:
    'Every node is killed under load (SIGKILL) and started again. What was acknowledged was on the disks of a majority, so nothing of it is lost.',
  steadyState,
  load,
  limits: unlimited,
  measurements: [recoveryFigures],
  checks: [...safe, acceptsAgain],
  phases: [
    baseline,
    {
      name: 'all-down',
      faults: [crashOf('node-1', 1000), crashOf('node-2', 1000), crashOf('node-3', 1000)],
      watch: [],
      holdMs: 0,
      ...mended,
    },
    { ...baseline, name: 'afterwards' },
  ],
};

const quiet: ExperimentDeclaration = {
  title: 'The log without any fault',
  description: 'Ten minutes of messages in which nothing is broken: whoever is elected is a false alarm.',
  steadyState,
  load,
  limits: calm,
  measurements: [messageFigures],
  checks: [...safe, noElections],
  phases: [{ name: 'quiet', minimumMs: 600_000, quickMinimumMs: 10_000 }],
};

/** By name; the first one is the default. */
export const experiments: Readonly<Record<string, ExperimentDeclaration>> = {
  messages,
  'kill-leader': killLeader,
  regions: inRegions,
  'partition-raft': partitionRaft,
  'partition-bully': partitionBully,
  'all-down': allDown,
  quiet,
};
