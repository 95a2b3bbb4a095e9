/** Runs of a cluster by a list of numbers, each of which stands for something that happens: a schedule that fast-check can shrink. */
import type { NodeId } from '../../port/protocol.ts';
import { isMajority, membersOf } from '../membership.ts';
import type { RaftTimer } from '../types.ts';
import type { ClusterOptions } from './cluster.fixture.ts';
import { Cluster } from './cluster.fixture.ts';
import { Safety } from './safety.fixture.ts';

/** What may happen, and how often beside the others. */
const events = {
  deliver: 100,
  'deliver-all': 6,
  duplicate: 6,
  lose: 6,
  'time-out': 12,
  heartbeat: 12,
  pass: 10,
  propose: 20,
  read: 8,
  suspect: 4,
  compact: 4,
  transfer: 2,
  'change-membership': 4,
  crash: 3,
  restart: 9,
  damage: 1,
  'hold-syncs': 2,
  sync: 8,
};

type EventName = keyof typeof events;
const drawn = Object.entries(events).flatMap(([name, weight]) => Array<string>(weight).fill(name));

function isEvent(name: string | undefined): name is EventName {
  return name !== undefined && name in events;
}

/** The last round that `settles` waits for an agreement, of one election time-out each. */
const lastRound = 40;

/** What a schedule did, so that a test can see that it is one worth having. */
export interface Reached {
  readonly committed: number;
  readonly terms: number;
}

/** Runs a schedule. @throws Error where a guarantee is broken. */
export function runSchedule(schedule: readonly number[], options: ClusterOptions): Reached {
  const cluster = new Cluster(options);
  const safety = new Safety(cluster);
  runEvents(cluster, safety, schedule);
  return {
    committed: safety.committedIndex,
    terms: Math.max(...cluster.nodes.map((node) => cluster.state(node).term)),
  };
}

function runEvents(cluster: Cluster, safety: Safety, schedule: readonly number[]): void {
  for (const [request, number] of schedule.entries()) {
    const name = drawn[number % drawn.length];
    if (isEvent(name)) happen(cluster, safety, name, Math.floor(number / drawn.length), request);
    safety.check();
  }
}

/**
 * Whether a cluster comes to agree after a schedule when nothing goes wrong any more: somebody leads, what is proposed is
 * committed on every member, and nobody is in repair.
 * @returns undefined where too many are in repair for that to be promised.
 */
export function settles(schedule: readonly number[], options: ClusterOptions): boolean | undefined {
  const cluster = new Cluster(options);
  const safety = new Safety(cluster);
  runEvents(cluster, safety, schedule);
  for (const node of cluster.nodes) happenToNode(cluster, safety, 'restart', node, 0);
  for (const node of cluster.nodes) cluster.sync(node);
  const inRepair = cluster.nodes.filter((node) => cluster.state(node).repairing);
  if (cluster.nodes.some((node) => !isMajority(cluster.state(node).membership, without(cluster.nodes, inRepair)))) {
    return undefined;
  }
  for (let round = 0; round <= lastRound; round += 1) {
    for (let us = 0; us < cluster.options.electionTimeoutUs.high; us += cluster.options.heartbeatUs) {
      cluster.pass(cluster.options.heartbeatUs);
      for (const node of cluster.nodes) cluster.timeout(node, 'heartbeat');
      cluster.deliver();
      safety.check();
    }
    for (const node of cluster.nodes) cluster.timeout(node, 'transfer');
    const leader = cluster.leader();
    if (leader !== undefined && agree(cluster, leader)) return true;
    if (leader === undefined) cluster.timeout(cluster.nodes[round % cluster.nodes.length] ?? 1, 'election');
    else cluster.propose(leader, 'last');
  }
  return false;
}

/** Whether every member has committed all of the leader's log, which ends with what was proposed last. */
function agree(cluster: Cluster, leader: NodeId): boolean {
  const { log, membership } = cluster.state(leader);
  const last = log.entryAt(log.lastIndex);
  if (last?.kind !== 'data' || last.data !== 'last') return false;
  const states = membersOf(membership).map((node) => cluster.state(node));
  return states.every(({ commitIndex, repairing }) => commitIndex === log.lastIndex && !repairing);
}

function without(nodes: readonly NodeId[], left: readonly NodeId[]): readonly NodeId[] {
  return nodes.filter((node) => !left.includes(node));
}

function happen(cluster: Cluster, safety: Safety, name: EventName, pick: number, request: number): void {
  const node = cluster.nodes[pick % cluster.nodes.length] ?? 1;
  const other = cluster.nodes[Math.floor(pick / 7) % cluster.nodes.length] ?? 1;
  const leader = cluster.nodes.find((each) => cluster.isUp(each) && cluster.state(each).role.kind === 'leader') ?? node;
  const asked = pick % 4 === 0 ? node : leader;
  switch (name) {
    case 'time-out':
      cluster.pass(pick % 3 === 0 ? 0 : cluster.options.electionTimeoutUs.low);
      cluster.timeout(node, timers[pick % timers.length] ?? 'election');
      return;
    case 'heartbeat':
      cluster.timeout(leader, 'heartbeat');
      return;
    case 'pass':
      cluster.pass(pick % cluster.options.electionTimeoutUs.low);
      return;
    case 'propose':
      cluster.propose(asked, ...[`${request}`, `${request}+`].slice(0, (pick % 2) + 1));
      return;
    case 'read':
      safety.willRead(request);
      cluster.command(asked, { kind: 'read', request });
      return;
    case 'suspect':
      cluster.command(node, { kind: 'suspect', node: leader });
      if (pick % 2 === 0) cluster.timeout(node, 'election');
      return;
    case 'compact':
      cluster.command(node, { kind: 'compact', index: cluster.state(node).commitIndex - (pick % 3), data: 'state' });
      return;
    case 'transfer':
      cluster.command(asked, { kind: 'transfer', request, to: other });
      return;
    case 'change-membership':
      cluster.command(asked, { kind: 'change-membership', request, change: changeOf(pick, other) });
      return;
    case 'deliver':
    case 'deliver-all':
    case 'duplicate':
    case 'lose':
      happenToLetters(cluster, name, pick);
      return;
    case 'crash':
    case 'restart':
    case 'damage':
    case 'hold-syncs':
    case 'sync':
      happenToNode(cluster, safety, name, node, pick);
      return;
    default:
      name satisfies never;
  }
}

const timers: readonly RaftTimer[] = ['election', 'election', 'heartbeat', 'transfer'];

function changeOf(pick: number, node: NodeId) {
  const kinds = ['add-learner', 'promote', 'remove'] as const;
  return { kind: kinds[Math.floor(pick / 3) % kinds.length] ?? 'remove', node };
}

function happenToLetters(cluster: Cluster, name: 'deliver' | 'deliver-all' | 'duplicate' | 'lose', pick: number): void {
  if (name === 'deliver-all') {
    for (const letter of cluster.letters.splice(0)) cluster.receive(letter.from, letter.to, letter.message);
    return;
  }
  // Mostly in the order of sending, at times any.
  const position = pick % 3 === 0 ? Math.floor(pick / 3) % Math.max(1, cluster.letters.length) : 0;
  const letter = cluster.letters[position];
  if (letter === undefined) return;
  if (name !== 'duplicate') cluster.letters.splice(position, 1);
  if (name !== 'lose') cluster.receive(letter.from, letter.to, letter.message);
}

function happenToNode(
  cluster: Cluster,
  safety: Safety,
  name: 'crash' | 'restart' | 'damage' | 'hold-syncs' | 'sync',
  node: NodeId,
  pick: number,
): void {
  switch (name) {
    case 'crash':
      cluster.crash(node);
      return;
    case 'restart':
    case 'damage':
      if (cluster.isUp(node)) {
        if (name === 'restart') return;
        cluster.crash(node);
      }
      if (name === 'damage') cluster.restart(node, pick % Math.max(1, cluster.disk(node).records.length));
      else cluster.restart(node);
      safety.restarted(node);
      return;
    case 'hold-syncs':
      cluster.holdSyncs(node);
      return;
    case 'sync':
      cluster.sync(node);
      return;
    default:
      name satisfies never;
  }
}
