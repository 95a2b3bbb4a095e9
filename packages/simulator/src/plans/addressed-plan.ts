import type { Random } from '@temblor/foundation/randomness/random';
import { seededRandom } from '@temblor/foundation/randomness/random';
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { FaultKind, FaultKindName, PlannedFault } from '../faults/planned-fault.ts';
import type { PlanOptions } from '../outcome/outcome.ts';
import type { PlannedOperation, Scenario } from '../scenario/scenario.ts';

/** A client asks one node for something, whose content is the operation's number. */
export interface AddressedAction {
  readonly node: NodeId;
}

/** For protocols of which every node can be asked at any time. */
export type AddressedPlan = Scenario<AddressedAction>;

/** What a subject wants of its plans. */
export interface AddressedDraw {
  /** Whether the first fault is a partition, where these may be drawn. */
  readonly startsWithPartition: boolean;
  /** At the end nothing is asked and no fault acts for so long. */
  readonly calmUs: number;
}

const second = 1_000_000;
const clients = 5;

/**
 * A fault every six seconds or so, four operations a second, each at a node drawn at random. Bit flips are left out: they
 * are for protocols that claim to repair a damaged log.
 */
export function drawAddressedPlan(seed: number, options: PlanOptions, draw: AddressedDraw): AddressedPlan {
  const random = seededRandom(seed);
  const nodes = Array.from({ length: options.nodes }, (_, index) => index + 1);
  const busyUs = Math.max(0, options.untilUs - draw.calmUs);
  const faults = drawFaults(random.fork('faults'), nodes, busyUs, options.faults, draw.startsWithPartition);
  return {
    seed,
    nodes,
    untilUs: options.untilUs,
    network: { delayUs: { low: second / 1000, high: second / 100 } },
    disk: { syncUs: { low: second / 1000, high: second / 200 } },
    faults,
    operations: drawOperations(random.fork('operations'), nodes, busyUs, Math.ceil((4 * options.untilUs) / second)),
  };
}

function drawOperations(random: Random, nodes: readonly NodeId[], untilUs: number, count: number) {
  return Array.from(
    { length: count },
    (_, id): PlannedOperation<AddressedAction> => ({
      id,
      atUs: random.integer(0, untilUs),
      client: random.integer(1, clients),
      action: { node: random.pick(nodes) },
    }),
  ).sort((left, right) => left.atUs - right.atUs);
}

function drawFaults(
  random: Random,
  nodes: readonly NodeId[],
  untilUs: number,
  names: readonly string[],
  startsWithPartition: boolean,
) {
  const kinds = drawableKinds.filter((kind) => names.includes(kind));
  if (kinds.length === 0) return [];
  const first = Math.min(2 * second, untilUs);
  const others = Array.from({ length: Math.ceil(untilUs / (6 * second)) }, () => random.integer(first, untilUs));
  const drawn = [first, ...others].map((atUs, id): PlannedFault => {
    const durationUs = Math.min(random.integer(2 * second, 8 * second), Math.max(second, untilUs - atUs));
    const kind = startsWithPartition && id === 0 && kinds.includes('partition') ? 'partition' : random.pick(kinds);
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
