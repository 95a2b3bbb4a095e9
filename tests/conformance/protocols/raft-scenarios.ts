/** What Raft promises to whoever runs it, wherever it runs. */
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { RaftTypes } from '@temblor/protocols/raft/state';
import { expect } from 'vitest';
import type { Cluster, Scenario, Script } from './scenario.ts';
import { askUntil, nodes, until } from './scenario.ts';

type RaftCluster = Cluster<RaftTypes>;

/** Who told last that it leads, in the highest term that was told of. */
function leaderOf({ told }: RaftCluster): NodeId | undefined {
  const lives = new Map<NodeId, number>();
  for (const { node, life } of told) lives.set(node, life);
  let leader: { readonly node: NodeId; readonly term: number } | undefined;
  for (const { node, life, output } of told) {
    if (output.kind !== 'role' || life !== lives.get(node)) continue;
    if (output.role === 'leader' && output.term >= (leader?.term ?? 0)) leader = { node, term: output.term };
    else if (leader?.node === node) leader = undefined;
  }
  return leader?.node;
}

/** What a life of a node was told to apply, in order. */
function appliedBy({ told }: RaftCluster, node: NodeId): string[] {
  const life = Math.max(...told.filter((one) => one.node === node).map((one) => one.life));
  return told.flatMap((one) =>
    one.node === node && one.life === life && one.output.kind === 'committed'
      ? one.output.entries.flatMap((entry) => (entry.kind === 'data' ? [entry.data] : []))
      : [],
  );
}

/** Proposes by whoever leads, again while it is not known to be committed: it may be committed more than once. */
function* commit(cluster: RaftCluster, data: string): Script {
  let request = 0;
  const propose = () => {
    const leader = leaderOf(cluster);
    request += 1;
    if (leader !== undefined) cluster.command(leader, { kind: 'propose', proposals: [{ request, data }] });
  };
  const isCommitted = () => nodes.some((node) => appliedBy(cluster, node).includes(data));
  yield* askUntil(`'${data}' is committed`, propose, isCommitted);
}

function* everywhere(cluster: RaftCluster, data: string): Script {
  const isEverywhere = () => nodes.every((node) => appliedBy(cluster, node).includes(data));
  yield* until(`every node applies '${data}'`, isEverywhere);
}

function expectOneLeaderPerTerm({ told }: RaftCluster): void {
  const leaders = new Map<number, NodeId>();
  for (const { node, output } of told) {
    if (output.kind !== 'role' || output.role !== 'leader') continue;
    expect(leaders.get(output.term) ?? node, `leaders of term ${output.term}`).toBe(node);
    leaders.set(output.term, node);
  }
}

function expectSameOrder(cluster: RaftCluster): void {
  const logs = nodes.map((node) => appliedBy(cluster, node)).sort((one, other) => other.length - one.length);
  for (const log of logs) expect(log).toEqual(logs[0]?.slice(0, log.length));
}

export const raftScenarios: readonly Scenario<RaftTypes>[] = [
  {
    name: 'one leader is elected, and every node applies the same entries in the same order',
    *run(cluster) {
      for (const data of ['a', 'b', 'c']) yield* commit(cluster, data);
      yield* everywhere(cluster, 'c');
      expectOneLeaderPerTerm(cluster);
      expectSameOrder(cluster);
    },
  },
  {
    name: 'what was committed survives kill -9 of the leader, which applies it again and catches up with what it missed',
    *run(cluster) {
      for (const data of ['a', 'b']) yield* commit(cluster, data);
      const leader = leaderOf(cluster);
      if (leader === undefined) throw new Error('nobody leads');
      yield { kind: 'restart', node: leader, downUs: 600_000 };
      yield* commit(cluster, 'c');
      yield* everywhere(cluster, 'c');
      for (const node of nodes) expect(appliedBy(cluster, node)).toEqual(expect.arrayContaining(['a', 'b', 'c']));
      expectOneLeaderPerTerm(cluster);
      expectSameOrder(cluster);
    },
  },
  {
    name: 'nothing that was committed is lost when all nodes are killed, one after the other',
    *run(cluster) {
      yield* commit(cluster, 'a');
      for (const node of nodes) yield { kind: 'restart', node, downUs: 20_000 };
      yield* commit(cluster, 'b');
      yield* everywhere(cluster, 'b');
      for (const node of nodes) expect(appliedBy(cluster, node)).toEqual(expect.arrayContaining(['a', 'b']));
      expectOneLeaderPerTerm(cluster);
      expectSameOrder(cluster);
    },
  },
  {
    name: 'a node whose log was damaged is repaired from the others',
    *run(cluster) {
      for (const data of ['a', 'b', 'c']) yield* commit(cluster, data);
      yield* everywhere(cluster, 'c');
      yield { kind: 'restart', node: 2, downUs: 20_000, damage: true };
      const rolesOf = (node: NodeId) =>
        cluster.told.flatMap((told) =>
          told.node === node && told.life === 2 && told.output.kind === 'role' ? [told.output.role] : [],
        );
      yield* until('node 2 begins its repair', () => rolesOf(2)[0] === 'repairing');
      yield* until('node 2 is repaired', () => rolesOf(2).at(-1) !== 'repairing');
      yield* commit(cluster, 'd');
      yield* everywhere(cluster, 'd');
      expect(appliedBy(cluster, 2)).toEqual(expect.arrayContaining(['a', 'b', 'c', 'd']));
      expectOneLeaderPerTerm(cluster);
      expectSameOrder(cluster);
    },
  },
];
