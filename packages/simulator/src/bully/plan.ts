import type { Random } from '@temblor/foundation/randomness/random';
import { seededRandom } from '@temblor/foundation/randomness/random';
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { FaultKind, FaultKindName, PlannedFault } from '../faults/planned-fault.ts';
import type { PlanOptions } from '../outcome/outcome.ts';
import type { PlannedOperation, Scenario } from '../scenario/scenario.ts';

/** A client asks a node to append a message, whose content is the operation's number. */
export interface BullyAction {
  readonly node: NodeId;
}

export type BullyPlan = Scenario<BullyAction>;

const second = 1_000_000;
const clients = 5;

/**
 * A fault every six seconds or so, the first a partition where these may be drawn: the algorithm cannot bear one, and it
 * explains best. Four messages a second, each to a node drawn at random. Bit flips are left out: the algorithm has no
 * answer to a damaged log and claims none.
 */
export function drawPlan(seed: number, { nodes: count, untilUs, faults }: PlanOptions): BullyPlan {
  const random = seededRandom(seed);
  const nodes = Array.from({ length: count }, (_, index) => index + 1);
  return {
    seed,
    nodes,
    untilUs,
    network: { delayUs: { low: second / 1000, high: second / 100 } },
    disk: { syncUs: { low: second / 1000, high: second / 200 } },
    faults: drawFaults(random.fork('faults'), nodes, untilUs, faults),
    operations: drawOperations(random.fork('operations'), nodes, untilUs),
  };
}

function drawOperations(random: Random, nodes: readonly NodeId[], untilUs: number): PlannedOperation<BullyAction>[] {
  return Array.from({ length: Math.ceil((4 * untilUs) / second) }, (_, id) => ({
    id,
    atUs: random.integer(0, untilUs),
    client: random.integer(1, clients),
    action: { node: random.pick(nodes) },
  })).sort((left, right) => left.atUs - right.atUs);
}

function drawFaults(random: Random, nodes: readonly NodeId[], untilUs: number, names: readonly string[]) {
  const kinds = drawableKinds.filter((kind) => names.includes(kind));
  if (kinds.length === 0) return [];
  const first = Math.min(2 * second, untilUs);
  const others = Array.from({ length: Math.ceil(untilUs / (6 * second)) }, () => random.integer(first, untilUs));
  const drawn = [first, ...others].map((atUs, id): PlannedFault => {
    const durationUs = random.integer(2 * second, 8 * second);
    const kind = id === 0 && kinds.includes('partition') ? 'partition' : random.pick(kinds);
    return { id, atUs, durationUs, ...drawKind(random, kind, nodes) };
  });
  return drawn.sort((left, right) => left.atUs - right.atUs);
}

const drawableKinds = [
  'crash',
  'pause',
  'clock-drift',
  'partition',
  'flapping-partition',
  'one-way-partition',
  'loss',
  'duplication',
  'delay',
  'slow-sync',
] as const satisfies readonly FaultKindName[];

function drawKind(random: Random, kind: (typeof drawableKinds)[number], nodes: readonly NodeId[]): FaultKind {
  const node = random.pick(nodes);
  switch (kind) {
    case 'crash':
      return { kind, node, unsynced: random.pick(['lost', 'kept', 'torn']) };
    case 'pause':
      return { kind, node };
    case 'clock-drift':
      return { kind, node, rate: 0.9 + random.next() / 5 };
    case 'partition':
      return { kind, groups: split(random, nodes) };
    case 'flapping-partition':
      return { kind, groups: split(random, nodes), periodUs: random.integer(second / 5, 2 * second) };
    case 'one-way-partition': {
      const [from = [], to = []] = split(random, nodes);
      return { kind, from, to };
    }
    case 'loss':
    case 'duplication':
      return { kind, probability: 0.05 + random.next() / 4 };
    case 'delay':
      return { kind, extraUs: random.integer(second / 100, second) };
    case 'slow-sync':
      return { kind, node, extraUs: random.integer(second / 100, second / 2) };
    default:
      return kind satisfies never;
  }
}

/** Two groups that hold all nodes, none of them empty unless there is but one node. */
function split(random: Random, nodes: readonly NodeId[]): NodeId[][] {
  if (nodes.length < 2) return [[...nodes], []];
  const alone = random.pick(nodes);
  const opposite = random.pick(nodes.filter((node) => node !== alone));
  const side = (node: NodeId) => node === alone || (node !== opposite && random.next() < 0.5);
  const left = nodes.filter(side);
  return [left, nodes.filter((node) => !left.includes(node))];
}
