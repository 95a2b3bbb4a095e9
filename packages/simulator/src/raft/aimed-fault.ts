/**
 * Faults that wait for an event. The moments at which a protocol is vulnerable are few milliseconds long: between a vote
 * and the next candidate, between an election and the first entry that a majority has. Faults at moments drawn from a minute
 * nearly never meet them, so some wait for them: the node that voted crashes, the one that was elected is cut off.
 */
import type { Random } from '@temblor/foundation/randomness/random';
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { RaftOptions } from '@temblor/protocols/raft/options';
import type { RaftState } from '@temblor/protocols/raft/state';
import type { FaultKind, PlannedFault } from '../faults/planned-fault.ts';

export interface AimedFault {
  /** Its faults count from here; an aim has `faultsPerAim` numbers. */
  readonly id: number;
  /** It waits from then on, for the event to happen to any node. */
  readonly fromUs: number;
  /** It does not begin after that. */
  readonly untilUs: number;
  readonly event: 'voted' | 'stood' | 'elected' | 'handing-over';
  /** From the event to the fault. */
  readonly delayUs: number;
  /** All of it has ended by then. */
  readonly durationUs: number;
  readonly kind: 'crash' | 'pause' | 'partition' | 'one-way-partition' | LeaseAttack;
}

/**
 * A leader that is cut off answers by its lease for as long as it believes in it. These bring about that another is elected
 * as early as can be, while some clients go on reading from the one and others write to the rest.
 *
 * - `stranded-leader`: nobody reaches it, and it reaches nobody.
 * - `deaf-leader`: it does not hear the others.
 * - `forgetful-follower`: two followers have not heard it for long. Another one crashes right after it did, and is back at
 *   once: does it help one of the two into office?
 * - `late-beat`: it is not heard until others stand for election, then its heartbeats come through.
 */
export type LeaseAttack = 'stranded-leader' | 'deaf-leader' | 'forgetful-follower' | 'late-beat';

/** How many numbers of faults an aim has for its own. */
export const faultsPerAim = 4;

/** What just happened to a node that a fault may wait for. */
export function eventOf(before: RaftState | undefined, after: RaftState): AimedFault['event'] | undefined {
  if (before === undefined) return undefined;
  if (after.role.kind === 'leader') {
    if (before.role.kind !== 'leader') return 'elected';
    const isAsked = after.role.transfer?.isAsked === true && before.role.transfer?.isAsked !== true;
    return isAsked ? 'handing-over' : undefined;
  }
  if (after.votedFor === null || (after.votedFor === before.votedFor && after.term === before.term)) return undefined;
  return after.votedFor === after.node ? 'stood' : 'voted';
}

/** Where an aim has found what it waited for. */
export interface Target {
  readonly node: NodeId;
  readonly nodes: readonly NodeId[];
  readonly atUs: number;
  readonly electionTimeoutUs: RaftOptions['electionTimeoutUs'];
}

/** The faults of an aim, on the node that it waited for, in the order in which they begin. */
export function aimedAt(aim: AimedFault, target: Target, random: Random): PlannedFault[] {
  return partsOf(aim, target, random).map(({ afterUs, durationUs, fault }, place) => {
    const lastUs = aim.durationUs - afterUs;
    return { id: aim.id + place, atUs: target.atUs + afterUs, durationUs: Math.min(durationUs, lastUs), ...fault };
  });
}

/** Whether clients of its own belong to the aim. */
export function isLeaseAttack(kind: AimedFault['kind']): kind is LeaseAttack {
  return leaseAttacks.some((attack) => attack === kind);
}

/** Every kind of them. */
export const leaseAttacks: readonly LeaseAttack[] = [
  'stranded-leader',
  'deaf-leader',
  'forgetful-follower',
  'late-beat',
];

interface Part {
  readonly afterUs: number;
  readonly durationUs: number;
  readonly fault: FaultKind;
}

function partsOf({ kind, durationUs }: AimedFault, { node, nodes, electionTimeoutUs }: Target, random: Random): Part[] {
  const others = nodes.filter((other) => other !== node);
  const whole = (fault: FaultKind): Part[] => [{ afterUs: 0, durationUs, fault }];
  const { low, high } = electionTimeoutUs;
  const first = random.integer(0, others.length - 1);
  const cut = others.filter((_, place) => place === first || place === (first + 1) % others.length);
  const rest = others.filter((other) => !cut.includes(other));
  switch (kind) {
    case 'crash':
      return whole({ kind, node, unsynced: 'lost' });
    case 'pause':
      return whole({ kind, node });
    case 'partition':
    case 'stranded-leader':
      return whole({ kind: 'partition', groups: [others, [node]] });
    case 'one-way-partition':
      return whole({ kind, from: [node], to: others });
    case 'deaf-leader':
      return whole({ kind: 'one-way-partition', from: others, to: [node] });
    case 'forgetful-follower': {
      // About when the two stand: later they would lack what was written meanwhile.
      const afterUs = Math.round(low * (0.8 + 0.4 * random.next()));
      const left = { afterUs, durationUs: durationUs - afterUs };
      return [
        ...apart(node, cut, durationUs),
        { ...left, fault: { kind: 'partition', groups: [others, [node]] } },
        { afterUs, durationUs: 20_000, fault: { kind: 'crash', node: rest[0] ?? node, unsynced: 'lost' } },
      ];
    }
    case 'late-beat': {
      const silentUs = Math.round(low + (high - low) * 0.7 * random.next());
      return [
        ...apart(node, cut, durationUs),
        { afterUs: 0, durationUs: silentUs, fault: { kind: 'one-way-partition', from: [node], to: rest } },
        { afterUs: 0, durationUs, fault: { kind: 'delay', extraUs: Math.round(low / 12) } },
      ];
    }
    default:
      return kind satisfies never;
  }
}

/** Neither hears the other; the rest of the cluster hears both. */
function apart(node: NodeId, others: readonly NodeId[], durationUs: number): Part[] {
  return [
    { afterUs: 0, durationUs, fault: { kind: 'one-way-partition', from: [node], to: others } },
    { afterUs: 0, durationUs, fault: { kind: 'one-way-partition', from: others, to: [node] } },
  ];
}
