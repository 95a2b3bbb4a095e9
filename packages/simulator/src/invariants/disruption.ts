/**
 * No needless disruption (Ongaro 2014, §4.2.3 and §9.6): a leader at work is not deposed by a node that was away.
 *
 * A leader is at work over a time in which it leads, under one membership, and reaches a majority of the voters, itself
 * counted, both ways: nothing was wrong with any of them or with their links, and no fault that acts on the whole network
 * was on. It may then lose its office only by a term that was begun before that time, which had to come out some day, or
 * by handing it over. A term that somebody else began later, or none at all, is a disruption.
 *
 * The time counts from a settling time before the term was begun, so that what was on its way when the last fault ended has
 * come. The judgement rests on the plan: what a planned fault could do counts as done. It is made where a leader falls,
 * which is rare, and errs on the side of silence.
 */
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { RaftState } from '@temblor/protocols/raft/state';
import type { PlannedFault } from '../faults/planned-fault.ts';
import type { ReportViolation } from './report-violation.ts';

interface Office {
  readonly term: number;
  /** When the node became leader, or its membership changed last. */
  readonly sinceUs: number;
}

/** Who began a term, and when; a term that the leader itself asked for disturbs nobody. */
interface Beginning {
  readonly node: NodeId;
  readonly atUs: number;
}

export class Disruption {
  readonly #faults: readonly PlannedFault[];
  readonly #settlingUs: number;
  readonly #report: ReportViolation;
  readonly #offices = new Map<NodeId, Office>();
  readonly #beginnings = new Map<number, Beginning>();
  /** Terms that began because a leader handed over. */
  readonly #handedOver = new Set<number>();

  /** @param settlingUs how long after the end of a fault its consequences may last. */
  constructor(faults: readonly PlannedFault[], settlingUs: number, report: ReportViolation) {
    this.#faults = faults;
    this.#settlingUs = settlingUs;
    this.#report = report;
  }

  /** The node forgot everything: it did not lose its office to anybody. */
  stopped(node: NodeId): void {
    this.#offices.delete(node);
  }

  /** @param isHandedOver whether the step answered a leader's wish to hand over. */
  stepped(node: NodeId, before: RaftState | undefined, after: RaftState, nowUs: number, isHandedOver: boolean): void {
    if (after.role.kind === 'candidate' && after.term !== before?.term) {
      if (isHandedOver) this.#handedOver.add(after.term);
      if (!this.#beginnings.has(after.term)) this.#beginnings.set(after.term, { node, atUs: nowUs });
    }
    const isLeader = after.role.kind === 'leader';
    if (before?.role.kind !== 'leader') {
      if (isLeader) this.#offices.set(node, { term: after.term, sinceUs: nowUs });
      return;
    }
    const isSameMembership = before.membership === after.membership;
    if (isLeader && isSameMembership) return;
    if (!isLeader && isSameMembership) this.#judge(node, before, after, nowUs);
    this.#offices.delete(node);
    if (isLeader) this.#offices.set(node, { term: after.term, sinceUs: nowUs });
  }

  #judge(leader: NodeId, before: RaftState, after: RaftState, nowUs: number): void {
    const office = this.#offices.get(leader);
    if (office === undefined || this.#handedOver.has(after.term)) return;
    const beginning = after.term > before.term ? this.#beginnings.get(after.term) : { node: leader, atUs: nowUs };
    if (beginning === undefined) return;
    const sinceUs = beginning.atUs - this.#settlingUs;
    if (office.sinceUs > sinceUs) return;
    const faults = this.#faults.filter(({ atUs, durationUs, kind }) => {
      // When a damaged log is repaired does not stand in the plan.
      return atUs <= nowUs && (kind === 'bit-flip' || atUs + durationUs >= sinceUs);
    });
    const { voters } = before.membership;
    const working = voters.filter((voter) => this.#reaches(leader, voter, faults));
    if (!voters.includes(leader) || working.length <= voters.length / 2) return;
    const cause =
      after.term > before.term
        ? `by term ${after.term}, which node ${beginning.node} began meanwhile`
        : 'and nobody had begun another term';
    const text = `node ${leader}, leader of term ${before.term}, was at work with nodes ${working.join(', ')} and was deposed ${cause}`;
    this.#report('no-needless-disruption', text, [leader, beginning.node], { term: after.term });
  }

  /** Whether nothing was wrong with the leader, the voter and the links between them. */
  #reaches(leader: NodeId, voter: NodeId, faults: readonly PlannedFault[]): boolean {
    return faults.every((fault) => {
      switch (fault.kind) {
        case 'crash':
        case 'pause':
        case 'clock-drift':
        case 'slow-sync':
        case 'bit-flip':
          return fault.node !== leader && fault.node !== voter;
        case 'partition':
        case 'flapping-partition':
          return leader === voter || fault.groups.some((group) => group.includes(leader) && group.includes(voter));
        case 'one-way-partition':
          return !isCut(fault, leader, voter) && !isCut(fault, voter, leader);
        case 'loss':
        case 'delay':
          return false;
        case 'duplication':
          return true;
        default:
          return fault satisfies never;
      }
    });
  }
}

function isCut(fault: PlannedFault & { readonly kind: 'one-way-partition' }, from: NodeId, to: NodeId): boolean {
  return fault.from.includes(from) && fault.to.includes(to);
}
