import type { Random } from '@temblor/foundation/randomness/random';
import { seededRandom } from '@temblor/foundation/randomness/random';
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { RaftOptions } from '@temblor/protocols/raft/options';
import type { FaultKindName } from '../faults/planned-fault.ts';
import type { PlanOptions } from '../outcome/outcome.ts';
import { faultKinds } from '../subjects/fault-kinds.ts';
import { faultsPerAim } from './aimed-fault.ts';
import { drawAimedFaults, drawFaults, drawLeaseAttacks } from './draw-faults.ts';
import { drawClientOperations, drawOperatorActions, numbered } from './draw-operations.ts';
import { finallyUs } from './judge-end.ts';
import type { RaftPlan } from './raft-plan.ts';

/** Faults end so long before the run, for the cluster to be well again, or at half of a run that is too short for that. */
const calmUs = 10_000_000;
const clients = 5;

/**
 * What a seed unfolds into. Five nodes over a minute have 220 operations and ten faults at least; shorter runs have
 * accordingly fewer. The settings are drawn as well, since bugs hide from a cluster that is always set up the same.
 */
export function drawRaftPlan(seed: number, options: PlanOptions): RaftPlan {
  const random = seededRandom(seed).fork('plan');
  const { untilUs } = options;
  const nodes = Array.from({ length: options.nodes }, (_, index) => index + 1);
  const faultsEndUs = untilUs >= 2 * calmUs ? untilUs - calmUs : Math.floor(untilUs / 2);
  const fromUs = Math.min(1_500_000, Math.floor(untilUs / 8));
  const minutes = untilUs / 60_000_000;
  const membership = drawMembership(random.fork('membership'), nodes);
  const leaseReads = random.next() < 0.3;
  const operatorActions = drawOperatorActions(random.fork('operator'), {
    ...membership,
    nodes,
    transfers: nodes.length < 2 ? 0 : Math.round(random.integer(0, 4) * minutes),
    fromUs,
    untilUs: faultsEndUs,
  });
  const operations = drawClientOperations(random.fork('clients'), {
    clients,
    count: Math.round(random.integer(210, 270) * minutes),
    fromUs: Math.min(500_000, fromUs),
    untilUs: Math.max(fromUs, untilUs - finallyUs - 2_000_000),
    finallyUs: untilUs >= 2 * calmUs ? untilUs - finallyUs : undefined,
  });
  const faultBounds = {
    nodes,
    kinds: options.faults.filter(isFaultKind),
    fromUs,
    untilUs: faultsEndUs,
    minimumCount: Math.ceil(10 * minutes),
    maximumCount: Math.ceil(40 * minutes),
    maximumDamaged: Math.floor((nodes.length - membership.removals - (membership.spare === undefined ? 0 : 1) - 1) / 2),
    clockDrift: leaseReads ? 1.1 : 1.35,
  };
  const faults = drawFaults(random.fork('faults'), faultBounds);
  const network = { delayUs: random.pick(networkDelays) };
  const disk = { syncUs: random.pick(syncTimes) };
  const raftOptions = drawOptions(
    random,
    nodes.filter((node) => node !== membership.spare),
    Math.max(network.delayUs.high, disk.syncUs.high),
    leaseReads,
  );
  const aims = drawAimedFaults(random.fork('aims'), faultBounds, faults.length + 1);
  if (leaseReads) {
    const firstId = faults.length + 1 + faultsPerAim * aims.length;
    const longestUs = raftOptions.electionTimeoutUs.high;
    aims.push(...drawLeaseAttacks(random.fork('lease attacks'), faultBounds, firstId, longestUs));
  }
  return {
    seed,
    nodes,
    untilUs,
    network,
    disk,
    faults,
    aims,
    operations: numbered([...operations, ...operatorActions]),
    options: raftOptions,
    clients: {
      attemptUs: random.pick([400_000, 1_000_000]),
      patienceUs: random.pick([3_500_000, 6_000_000]),
      answerLoss: random.pick([0, 0.02, 0.1]),
    },
    sessions: { maximumSessions: random.pick([1000, 1000, clients + 3]), maximumAnswers: 64 },
    compactEvery: random.pick([0, 10, 30, 100]),
    ...(options.bug === undefined ? {} : { bug: options.bug }),
  };
}

const networkDelays = [
  { low: 200, high: 2_000 },
  { low: 1_000, high: 10_000 },
  { low: 10_000, high: 80_000 },
];

/** One entry at a time, one append at a time, and both freely; never so little that clients have to queue. */
const pipelines = [
  { maximumInFlight: 16, maximumEntries: 1 },
  { maximumInFlight: 1, maximumEntries: 64 },
  { maximumInFlight: 4, maximumEntries: 4 },
  { maximumInFlight: 16, maximumEntries: 64 },
];

const syncTimes = [
  { low: 50, high: 500 },
  { low: 1_000, high: 5_000 },
  { low: 10_000, high: 80_000 },
];

function isFaultKind(name: string): name is FaultKindName {
  return Object.hasOwn(faultKinds, name);
}

/** Three voters are left whatever succeeds of what is asked, where there were so many. */
function drawMembership(random: Random, nodes: readonly NodeId[]): { spare: NodeId | undefined; removals: number } {
  const leaving = Math.max(0, nodes.length - 3);
  if (leaving === 0 || random.next() < 0.5) return { spare: undefined, removals: 0 };
  const spare = random.next() < 0.4 ? nodes.at(-1) : undefined;
  return { spare, removals: random.integer(spare === undefined ? 1 : 0, leaving - (spare === undefined ? 0 : 1)) };
}

function drawOptions(random: Random, voters: readonly NodeId[], slowestUs: number, leaseReads: boolean): RaftOptions {
  // Many times as long as a message or a sync takes.
  const low = random.integer(Math.max(300_000, 12 * slowestUs), 1_200_000);
  // Narrow, so that candidates meet; not so narrow that they meet every time (§9.3 of the paper).
  const rangeUs = Math.max(4 * slowestUs, Math.round(low * random.pick([0.1, 0.5, 1])));
  return {
    initial: { voters, learners: [] },
    electionTimeoutUs: { low, high: low + rangeUs },
    heartbeatUs: Math.round(low / 5),
    preVote: true,
    checkQuorum: true,
    // Two clocks that are both off drift apart by the square of what one may be off.
    leaseReads: leaseReads ? { clockDriftBound: 1.1 * 1.1 } : false,
    ...random.pick(pipelines),
    maximumBytes: 1 << 20,
  };
}
