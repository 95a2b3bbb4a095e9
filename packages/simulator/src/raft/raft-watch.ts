/** Watches every step of a run of Raft: what arrives at a node, what it makes of it, what becomes durable. */
import type { NodeId, Protocol, ProtocolEffect, ProtocolInput } from '@temblor/protocols/port/protocol';
import type { RaftState, RaftTypes } from '@temblor/protocols/raft/state';
import type { RaftRecord } from '@temblor/protocols/raft/types';
import type { PlannedFault } from '../faults/planned-fault.ts';
import { Commitment } from '../invariants/commitment.ts';
import { Disruption } from '../invariants/disruption.ts';
import { Elections } from '../invariants/elections.ts';
import { checkMajoritiesMeet } from '../invariants/joint-changes.ts';
import { RepairingSilence } from '../invariants/repairing-silence.ts';
import type { ReportViolation } from '../invariants/report-violation.ts';
import type { RaftCoverage } from './raft-coverage.ts';
import type { RaftPlan } from './raft-plan.ts';

export interface Watched {
  nowUs(): number;
  /** What is durable of a node's log. */
  durableRecords(node: NodeId): readonly RaftRecord[];
  /** Told before a node takes an input. */
  arrived(node: NodeId, input: ProtocolInput<RaftTypes>): void;
}

export class RaftWatch {
  readonly commitment: Commitment;
  readonly #elections: Elections;
  readonly #disruption: Disruption;
  readonly #repairs: RepairingSilence;
  readonly #watched: Watched;
  readonly #coverage: RaftCoverage;
  readonly #report: ReportViolation;
  /** Of the step under way: it took a leader's wish to hand over, or the request for a read. */
  #isHandedOver = false;
  #isRead = false;

  /** @param faults those that have begun; it may grow. */
  constructor(
    plan: RaftPlan,
    faults: readonly PlannedFault[],
    watched: Watched,
    coverage: RaftCoverage,
    report: ReportViolation,
  ) {
    this.#watched = watched;
    this.#coverage = coverage;
    this.#report = report;
    this.commitment = new Commitment((node) => watched.durableRecords(node), report);
    this.#elections = new Elections(report);
    this.#repairs = new RepairingSilence(report);
    // Two rounds of elections, and what is left of the messages of a delay.
    this.#disruption = new Disruption(faults, 2 * plan.options.electionTimeoutUs.high, report);
  }

  /** The protocol, with a look at its inputs. What it throws is a finding like any other. */
  around(protocol: Protocol<RaftTypes>): Protocol<RaftTypes> {
    return {
      name: protocol.name,
      start: (node, recovered, atUs) => {
        this.commitment.started(node, recovered.log);
        if (recovered.log === 'damaged') this.#repairs.foundDamage(node);
        return protocol.start(node, recovered, atUs);
      },
      step: (state, input, atUs) => {
        this.#isHandedOver = input.kind === 'message' && input.message.kind === 'timeout-now';
        this.#isRead = input.kind === 'command' && input.command.kind === 'read';
        this.#watched.arrived(state.node, input);
        if (input.kind === 'message') this.#elections.arrived(input.from, state.node, input.message);
        try {
          return protocol.step(state, input, atUs);
        } catch (error) {
          const text = `node ${state.node} broke on ${input.kind}: ${error instanceof Error ? error.message : error}`;
          this.#report('machine-works', text, [state.node]);
          return [state, []];
        }
      },
    };
  }

  stepped(
    node: NodeId,
    before: RaftState | undefined,
    after: RaftState,
    effects: readonly ProtocolEffect<RaftTypes>[],
  ): void {
    if (before !== after) {
      if (before?.term !== after.term) this.#elections.stepped(node, after.term);
      if (after.role.kind === 'leader') {
        if (before?.role.kind !== 'leader') this.#elections.leads(node, after.term);
        if (before?.membership !== after.membership) checkMajoritiesMeet(after, this.#report);
      }
      this.commitment.stepped(node, before, after);
      this.#disruption.stepped(node, before, after, this.#watched.nowUs(), this.#isHandedOver);
    }
    this.#repairs.stepped(node, before, after, effects);
    this.#coverage.stepped(before, after, effects, this.#isRead);
  }

  stopped(node: NodeId): void {
    this.commitment.stopped(node);
    this.#disruption.stopped(node);
  }
}
