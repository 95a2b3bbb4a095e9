/**
 * Which faults a seed has. Swarm testing (Groce et al. 2012): a seed leaves out some kinds altogether and prefers others,
 * since a fault that is always there hides what needs its absence. Besides single faults there are patterns, which a
 * cluster meets in practice and which single draws nearly never make: all nodes lose power, one after the other is cut
 * off, one crashes over and over.
 *
 * Damage to logs is bounded by nodes: over the whole run it hits fewer than half of the fewest voters that there may be, so
 * that a majority of copies is never touched. Without that no protocol can keep what it acknowledged.
 */
import type { Random } from '@temblor/foundation/randomness/random';
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { FaultKind, FaultKindName, PlannedFault } from '../faults/planned-fault.ts';

import type { AimedFault } from './aimed-fault.ts';
import { faultsPerAim, leaseAttacks } from './aimed-fault.ts';

export interface FaultBounds {
  readonly nodes: readonly NodeId[];
  /** Faults that may be drawn. */
  readonly kinds: readonly FaultKindName[];
  readonly fromUs: number;
  /** All faults have ended by then. */
  readonly untilUs: number;
  /** At least so many, where any may be drawn. */
  readonly minimumCount: number;
  readonly maximumCount: number;
  /** How many nodes may find their log damaged. */
  readonly maximumDamaged: number;
  /** How far clocks may be off: rates from 1 / drift to drift. */
  readonly clockDrift: number;
}

interface Timed {
  readonly atUs: number;
  readonly durationUs: number;
  readonly fault: FaultKind;
}

/** Faults at their times, in the order of these, numbered from 1. */
export function drawFaults(random: Random, bounds: FaultBounds): PlannedFault[] {
  const kinds = swarm(random, bounds);
  if (kinds.length === 0 || bounds.untilUs - bounds.fromUs < 100_000) return [];
  const victims = shuffled(random, bounds.nodes).slice(0, bounds.maximumDamaged);
  const count = random.integer(bounds.minimumCount, bounds.maximumCount);
  const bursts = Array.from({ length: random.integer(1, 3) }, () => random.integer(bounds.fromUs, bounds.untilUs));
  const inBursts = random.pick([0, 0.3, 0.7]);
  const patterns = random.pick([0, 0.15, 0.4]);
  const drawn: Timed[] = [];
  // Where few kinds may be drawn there may be no room for so many.
  for (let attempt = 0; drawn.length < count && attempt < 10 * count; attempt += 1) {
    const atUs =
      random.next() < inBursts
        ? random.pick(bursts) + random.integer(0, 2_000_000)
        : random.integer(bounds.fromUs, bounds.untilUs);
    const kind = random.pick(kinds);
    const faults =
      random.next() < patterns ? pattern(random, bounds, kind, atUs) : [single(random, bounds, victims, kind, atUs)];
    drawn.push(...faults.flatMap((fault) => fit(fault, bounds)).filter((fault) => !pilesUp(fault, drawn)));
  }
  drawn.sort((left, right) => left.atUs - right.atUs);
  return drawn.map(({ atUs, durationUs, fault }, index) => ({ id: index + 1, atUs, durationUs, ...fault }));
}

/**
 * Two drifts of one clock multiply, and would be off by more than the bound; what acts on every message piles up, until
 * each comes a hundred times.
 */
function pilesUp({ atUs, durationUs, fault }: Timed, others: readonly Timed[]): boolean {
  return others.some((other) => {
    if (atUs > other.atUs + other.durationUs || other.atUs > atUs + durationUs) return false;
    if (fault.kind === 'clock-drift') return other.fault.kind === 'clock-drift' && other.fault.node === fault.node;
    return everyMessage.includes(fault.kind) && other.fault.kind === fault.kind;
  });
}

const everyMessage: readonly FaultKindName[] = ['loss', 'duplication', 'delay'];

/**
 * Faults that wait for an event, in volleys: the first event takes the first of a volley, the next the second. Volleys of one
 * kind of event bring about what they wait for, since a leader that is cut off is followed by another.
 *
 * @param firstId what they count from.
 */
export function drawAimedFaults(
  random: Random,
  { nodes, kinds, fromUs, untilUs }: FaultBounds,
  firstId: number,
): AimedFault[] {
  const possible = aimedKinds.filter((kind) => kinds.includes(kind));
  if (possible.length === 0 || nodes.length < 3 || random.next() < 0.5) return [];
  const aims: AimedFault[] = [];
  for (let volley = random.integer(1, 3); volley > 0; volley -= 1) {
    const atUs = random.next() < 0.3 ? 0 : random.integer(fromUs, untilUs);
    const event = random.pick(['voted', 'stood', 'elected', 'elected'] as const);
    // What a vote promises is forgotten by a crash, or not at all; what a leader does is stopped by anything.
    const isVote = event !== 'elected' && possible.includes('crash');
    const kind = isVote ? 'crash' : random.pick(possible);
    for (let left = random.integer(1, isVote ? 8 : 4); left > 0; left -= 1) {
      const durationUs = isVote ? spread(random, 10_000, 300_000) : spread(random, 300_000, 6_000_000);
      const delayUs = spread(random, 100, 300_000);
      const latestUs = untilUs - delayUs - durationUs;
      if (latestUs > atUs) {
        aims.push({
          id: firstId + faultsPerAim * aims.length,
          fromUs: atUs,
          untilUs: latestUs,
          event,
          delayUs,
          durationUs,
          kind,
        });
      }
    }
  }
  return aims;
}

const aimedKinds = ['crash', 'pause', 'partition', 'one-way-partition'] as const;

/**
 * Attacks on the lease of a leader, one after the other.
 *
 * @param firstId what they count from. @param longestUs the longest election time-out.
 */
export function drawLeaseAttacks(
  random: Random,
  { nodes, kinds, fromUs, untilUs }: FaultBounds,
  firstId: number,
  longestUs: number,
): AimedFault[] {
  const isPossible = (['crash', 'partition', 'one-way-partition'] as const).every((kind) => kinds.includes(kind));
  if (!isPossible || nodes.length < 5 || random.next() < 0.2) return [];
  const preferred = random.pick(leaseAttacks);
  const aims: AimedFault[] = [];
  for (let left = random.integer(3, 8); left > 0; left -= 1) {
    const kind = random.next() < 0.5 ? preferred : random.pick(leaseAttacks);
    const event = kind === 'deaf-leader' ? 'handing-over' : 'elected';
    // A new leader needs a moment before it has a lease; one that hands over has it.
    const delayUs = event === 'elected' ? random.integer(300_000, 3_000_000) : 0;
    const durationUs = 4 * longestUs;
    const atUs = random.integer(fromUs, untilUs);
    const latestUs = untilUs - delayUs - durationUs;
    const id = firstId + faultsPerAim * aims.length;
    if (latestUs > atUs) aims.push({ id, fromUs: atUs, untilUs: latestUs, event, delayUs, durationUs, kind });
  }
  return aims;
}

/** The kinds of this seed, each as often as it weighs. */
function swarm(random: Random, { kinds, nodes, maximumDamaged }: FaultBounds): FaultKindName[] {
  const possible = kinds.filter((kind) => {
    if (kind === 'bit-flip') return maximumDamaged > 0;
    return nodes.length > 1 || !networkKinds.includes(kind);
  });
  const chosen = possible.filter(() => random.next() < 0.6);
  return (chosen.length < 3 ? possible : chosen).flatMap((kind) => {
    const weight = kind === 'bit-flip' ? 1 : random.pick([1, 2, 5]);
    return Array.from({ length: weight }, () => kind);
  });
}

const networkKinds: readonly FaultKindName[] = [
  ...(['partition', 'flapping-partition', 'one-way-partition'] as const),
  ...everyMessage,
];

/** Nothing where it would not fit in the time that is left; else cut off at the end. */
function fit(timed: Timed, { untilUs }: FaultBounds): Timed[] {
  const durationUs = Math.min(timed.durationUs, untilUs - timed.atUs);
  return durationUs < 10_000 ? [] : [{ ...timed, durationUs }];
}

function single(
  random: Random,
  bounds: FaultBounds,
  victims: readonly NodeId[],
  kind: FaultKindName,
  atUs: number,
): Timed {
  const { nodes, clockDrift } = bounds;
  const node = random.pick(nodes);
  const some = (lowUs: number, highUs: number, fault: FaultKind): Timed => {
    return { atUs, durationUs: spread(random, lowUs, highUs), fault };
  };
  switch (kind) {
    case 'crash':
      return some(20_000, 8_000_000, { kind, node, unsynced: random.pick(['lost', 'kept', 'torn']) });
    case 'pause':
      return some(50_000, 8_000_000, { kind, node });
    case 'clock-drift': {
      const rate = 1 + random.next() * (clockDrift - 1);
      return some(2_000_000, 20_000_000, { kind, node, rate: random.next() < 0.5 ? rate : 1 / rate });
    }
    case 'partition':
      return some(200_000, 10_000_000, { kind, groups: drawGroups(random, nodes) });
    case 'flapping-partition': {
      const periodUs = spread(random, 50_000, 1_500_000);
      return some(1_000_000, 8_000_000, { kind, groups: drawGroups(random, nodes), periodUs });
    }
    case 'one-way-partition': {
      const mixed = shuffled(random, nodes);
      const cut = random.integer(1, Math.max(1, nodes.length - 1));
      return some(200_000, 8_000_000, { kind, from: mixed.slice(0, cut), to: mixed.slice(cut) });
    }
    case 'loss':
      return some(500_000, 20_000_000, { kind, probability: random.pick([0.02, 0.1, 0.3, 0.45, 0.6]) });
    case 'duplication':
      return some(500_000, 10_000_000, { kind, probability: random.pick([0.05, 0.2, 0.5]) });
    case 'delay':
      return some(500_000, 8_000_000, { kind, extraUs: spread(random, 5_000, 2_000_000) });
    case 'slow-sync':
      return some(500_000, 8_000_000, { kind, node, extraUs: spread(random, 1_000, 500_000) });
    case 'bit-flip':
      return some(100_000, 3_000_000, { kind, node: random.pick(victims) });
    default:
      return kind satisfies never;
  }
}

/** Several faults that belong together; nothing where the kind has no pattern. */
function pattern(random: Random, { nodes }: FaultBounds, kind: FaultKindName, atUs: number): Timed[] {
  switch (kind) {
    case 'crash':
      return crashes(random, nodes, atUs);
    case 'partition':
    case 'one-way-partition':
      return inTurn(random, nodes, atUs, (node) => {
        const others = nodes.filter((other) => other !== node);
        return kind === 'partition' ? { kind, groups: [others, [node]] } : { kind, from: [node], to: others };
      });
    case 'pause':
      return inTurn(random, nodes, atUs, (node) => ({ kind, node }));
    case 'flapping-partition': {
      // Three at a time, each with a beat of its own: who reaches whom changes all the time.
      const durationUs = spread(random, 2_000_000, 12_000_000);
      return [0, 1, 2].map(() => {
        const periodUs = spread(random, 100_000, 1_000_000);
        return { atUs, durationUs, fault: { kind, groups: drawGroups(random, nodes), periodUs } };
      });
    }
    case 'slow-sync': {
      // What is on its way to a disk is on its way for long, everywhere.
      const durationUs = spread(random, 2_000_000, 15_000_000);
      return nodes.map((node) => ({
        atUs,
        durationUs,
        fault: { kind, node, extraUs: random.integer(50_000, 400_000) },
      }));
    }
    default:
      return [];
  }
}

/** All lose power at once; or one crashes as soon as it is up again; or all crash now and then, shortly. */
function crashes(random: Random, nodes: readonly NodeId[], atUs: number): Timed[] {
  const crash = (node: NodeId, startUs: number, durationUs: number): Timed => {
    return { atUs: startUs, durationUs, fault: { kind: 'crash', node, unsynced: random.pick(['lost', 'torn']) } };
  };
  switch (random.integer(1, 3)) {
    case 1:
      return nodes.map((node) => crash(node, atUs, spread(random, 20_000, 2_000_000)));
    case 2: {
      const node = random.pick(nodes);
      return [0, 1, 2].map((time) => crash(node, atUs + time * 400_000, random.integer(20_000, 300_000)));
    }
    default:
      return [...nodes, ...nodes].map((node) => {
        return crash(node, atUs + random.integer(0, 4_000_000), spread(random, 20_000, 200_000));
      });
  }
}

/** One node after the other, each for about as long as an election takes. */
function inTurn(random: Random, nodes: readonly NodeId[], atUs: number, faultOf: (node: NodeId) => FaultKind): Timed[] {
  const durationUs = spread(random, 300_000, 4_000_000);
  return shuffled(random, nodes).map((node, place) => {
    return { atUs: atUs + place * durationUs, durationUs, fault: faultOf(node) };
  });
}

/** A node alone, a minority, or several groups; a node that is in none is alone. */
function drawGroups(random: Random, nodes: readonly NodeId[]): NodeId[][] {
  const mixed = shuffled(random, nodes);
  const first = random.integer(1, Math.max(1, nodes.length - 1));
  if (random.next() < 0.75) return [mixed.slice(0, first), mixed.slice(first)];
  const second = random.integer(first, nodes.length);
  return [mixed.slice(0, first), mixed.slice(first, second), mixed.slice(second)].filter((group) => group.length > 0);
}

/** A time from [low, high], short ones as likely as long ones: evenly spread by its logarithm. */
function spread(random: Random, lowUs: number, highUs: number): number {
  return Math.round(lowUs * (highUs / lowUs) ** random.next());
}

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(random.integer(0, rest.length - 1), 1));
}
