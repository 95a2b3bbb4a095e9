/** What clients and the operator of the cluster ask for in a run. */
import type { Random } from '@temblor/foundation/randomness/random';
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { KeyValueCommand } from '@temblor/protocols/state-machines/key-value';
import type { PlannedOperation } from '../scenario/scenario.ts';
import type { OperatorAction, RaftAction } from './raft-plan.ts';

/** The operator asks as client 0; those of the key-value map count from 1. */
export const operatorClient = 0;

type Unnumbered<Action> = Omit<PlannedOperation<Action>, 'id'>;

export interface OperationBounds {
  readonly clients: number;
  readonly count: number;
  readonly fromUs: number;
  readonly untilUs: number;
  /** When two clients come that were not there before, to see that the cluster is well again; absent for not at all. */
  readonly finallyUs: number | undefined;
}

/** They have no backlog of a bad time. */
const latecomers = 2;

/** A few keys, so that operations meet: some are replaced and compared, others are appended to. */
const registers = ['r0', 'r1'] as const;
const lists = ['l0', 'l1'] as const;

/** Operations at random times, and those of the latecomers at the end. */
export function drawClientOperations(random: Random, bounds: OperationBounds): Unnumbered<KeyValueCommand>[] {
  const { clients, count, fromUs, untilUs, finallyUs } = bounds;
  const reads = random.pick([0.2, 0.4, 0.6]);
  const times = Array.from({ length: count }, () => random.integer(fromUs, untilUs)).sort((a, b) => a - b);
  const latest = new Map<string, string>();
  const operations: Unnumbered<KeyValueCommand>[] = times.map((atUs, index) => {
    const client = random.integer(1, clients);
    return { atUs, client, action: drawCommand(random, reads, `${index}`, latest) };
  });
  if (finallyUs === undefined) return operations;
  for (let client = clients + 1; client <= clients + latecomers; client += 1) {
    const [register, list] = [random.pick(registers), random.pick(lists)];
    operations.push({ atUs: finallyUs, client, action: { kind: 'put', key: register, value: `end${client}` } });
    operations.push({ atUs: finallyUs, client, action: { kind: 'append', key: list, value: `end${client}.` } });
    operations.push({ atUs: finallyUs, client, action: { kind: 'get', key: list } });
  }
  return operations;
}

/** @param value one of its own, so that a read tells which write it saw. @param latest what was put to each key last. */
function drawCommand(random: Random, reads: number, value: string, latest: Map<string, string>): KeyValueCommand {
  if (random.next() < 0.5) {
    const key = random.pick(lists);
    if (random.next() < reads) return { kind: 'get', key };
    if (random.next() < 0.1) return { kind: 'put', key, value: `${value}.` };
    return { kind: 'append', key, value: `${value}.` };
  }
  const key = random.pick(registers);
  if (random.next() < reads) return { kind: 'get', key };
  const expected = latest.get(key) ?? null;
  latest.set(key, value);
  if (random.next() < 0.4) return { kind: 'compare-and-set', key, expected, value };
  return { kind: 'put', key, value };
}

export interface OperatorBounds {
  readonly nodes: readonly NodeId[];
  /** Takes part only once the operator adds it; absent where all do from the start. */
  readonly spare: NodeId | undefined;
  /** So many nodes may be taken out. */
  readonly removals: number;
  readonly transfers: number;
  readonly fromUs: number;
  readonly untilUs: number;
}

/** Nodes that leave and come back, and leadership that is handed over. */
export function drawOperatorActions(random: Random, bounds: OperatorBounds): Unnumbered<OperatorAction>[] {
  const { nodes, spare, removals, transfers, fromUs, untilUs } = bounds;
  const actions: Unnumbered<OperatorAction>[] = [];
  const add = (atUs: number, action: OperatorAction) => {
    if (atUs <= untilUs) actions.push({ atUs, client: operatorClient, action });
  };
  const bringIn = (node: NodeId, atUs: number) => {
    add(atUs, { kind: 'change-membership', change: { kind: 'add-learner', node } });
    add(atUs + random.integer(0, 2_000_000), { kind: 'change-membership', change: { kind: 'promote', node } });
  };
  if (spare !== undefined) bringIn(spare, random.integer(fromUs, untilUs));
  const rest = nodes.filter((node) => node !== spare);
  // Two operators who do not know of each other ask at the same moment.
  const together = random.next() < 0.5;
  let atUs = random.integer(fromUs, untilUs);
  for (let count = 0; count < removals; count += 1) {
    const [node = 0] = rest.splice(random.integer(0, rest.length - 1), 1);
    if (!together) atUs = random.integer(fromUs, untilUs);
    add(atUs, { kind: 'change-membership', change: { kind: 'remove', node } });
    bringIn(node, atUs + random.integer(1_000_000, 8_000_000));
  }
  for (let count = 0; count < transfers; count += 1) {
    const to = random.next() < 0.3 ? {} : { to: random.pick(nodes) };
    add(random.integer(fromUs, untilUs), { kind: 'transfer', ...to });
  }
  return actions;
}

/** In the order of time, numbered from 1. */
export function numbered(operations: readonly Unnumbered<RaftAction>[]): PlannedOperation<RaftAction>[] {
  const sorted = operations.toSorted((left, right) => left.atUs - right.atUs);
  return sorted.map((operation, index) => ({ id: index + 1, ...operation }));
}
