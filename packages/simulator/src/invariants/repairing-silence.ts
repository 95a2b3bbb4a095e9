/**
 * A node whose log was damaged gives no vote until it is repaired (Alagappan et al. 2018, "Protocol-aware recovery for
 * consensus-based storage", §3): the entry that it lost may be the one that its vote was to protect. Nor does it lead,
 * or confirm anything to a leader. That it does not count for a commit is seen by `Commitment`.
 */
import type { NodeId, ProtocolEffect } from '@temblor/protocols/port/protocol';
import type { RaftState, RaftTypes } from '@temblor/protocols/raft/state';
import type { ReportViolation } from './report-violation.ts';

export class RepairingSilence {
  readonly #report: ReportViolation;
  readonly #damaged = new Set<NodeId>();

  constructor(report: ReportViolation) {
    this.#report = report;
  }

  foundDamage(node: NodeId): void {
    this.#damaged.add(node);
  }

  stepped(
    node: NodeId,
    before: RaftState | undefined,
    after: RaftState,
    effects: readonly ProtocolEffect<RaftTypes>[],
  ): void {
    if (!this.#damaged.has(node)) return;
    const { kind } = after.role;
    if (kind !== 'repairing' && kind !== 'unusable') {
      if (before?.role.kind === 'repairing') this.#damaged.delete(node);
      else this.#report('repairing-silence', `node ${node} started as ${kind} with a damaged log`, [node]);
      return;
    }
    for (const effect of effects) {
      if (effect.kind !== 'send') continue;
      const { message } = effect;
      const grants = (message.kind === 'vote-reply' || message.kind === 'pre-vote-reply') && message.granted;
      const confirms = message.kind === 'append-reply' && message.repairing === false;
      if (!grants && !confirms) continue;
      const text = `node ${node} sent node ${effect.to} a ${message.kind} that counts, and its damaged log is not repaired`;
      this.#report('repairing-silence', text, [node]);
    }
  }
}
