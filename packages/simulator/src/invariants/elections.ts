/**
 * Election safety: at most one leader in a term (Ongaro and Ousterhout 2014, figure 3). And what it rests on, as others can
 * see it: a node gives one vote in a term, and never goes back behind a term that it told somebody of.
 *
 * What a node told is judged by what has arrived: a reply that was never sent, since its node crashed before the sync,
 * binds nobody.
 */
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { RaftMessage } from '@temblor/protocols/raft/types';
import type { ReportViolation } from './report-violation.ts';

export class Elections {
  readonly #report: ReportViolation;
  readonly #leaders = new Map<number, NodeId>();
  /** By voter: for each term who got its vote. */
  readonly #votes = new Map<NodeId, Map<number, NodeId>>();
  readonly #told = new Map<NodeId, number>();

  constructor(report: ReportViolation) {
    this.#report = report;
  }

  /** A node became the leader of a term. */
  leads(node: NodeId, term: number): void {
    const other = this.#leaders.get(term);
    this.#leaders.set(term, node);
    if (other === undefined || other === node) return;
    this.#report('election-safety', `nodes ${other} and ${node} both became leader of term ${term}`, [other, node], {
      term,
    });
  }

  /** A message arrived: what it says was told. */
  arrived(from: NodeId, to: NodeId, message: RaftMessage): void {
    // A pre-vote speaks of a term that its node has not entered.
    if (message.kind === 'pre-vote-request' || message.kind === 'pre-vote-reply') return;
    if (message.term > (this.#told.get(from) ?? 0)) this.#told.set(from, message.term);
    if (message.kind === 'vote-reply' && message.granted) this.#voted(from, message.term, to);
    // A candidate gives its own vote to itself.
    if (message.kind === 'vote-request') this.#voted(from, message.term, from);
  }

  /** A step left a node in this term. */
  stepped(node: NodeId, term: number): void {
    const told = this.#told.get(node);
    if (told === undefined || term >= told) return;
    this.#report('promises-kept', `node ${node} is in term ${term} and told others of term ${told} before`, [node], {
      term: told,
    });
  }

  #voted(voter: NodeId, term: number, candidate: NodeId): void {
    const votes = this.#votes.get(voter) ?? new Map<number, NodeId>();
    this.#votes.set(voter, votes);
    const earlier = votes.get(term);
    votes.set(term, candidate);
    if (earlier === undefined || earlier === candidate) return;
    const text = `node ${voter} gave its vote in term ${term} to node ${earlier}, and to node ${candidate} as well`;
    this.#report('promises-kept', text, [voter, earlier, candidate], { term });
  }
}
