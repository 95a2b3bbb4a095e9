/** The replicas of one rotation. Which there are does not change. */
import type { Replica } from '@temblor/resilience/balancing/replica';
import type { RotatedReplica } from './rotated-replica.ts';
import type { Upstream } from './upstream.ts';

export class RotatedReplicas implements Iterable<RotatedReplica> {
  readonly #byId: ReadonlyMap<string, RotatedReplica>;
  readonly #bySlot: RotatedReplica[] = [];

  /** @param replicas in the order in which they are shown and probed. */
  constructor(replicas: readonly RotatedReplica[]) {
    this.#byId = new Map(replicas.map((replica) => [replica.upstream.id, replica]));
    for (const replica of replicas) this.#bySlot[replica.member.slot] = replica;
  }

  [Symbol.iterator](): Iterator<RotatedReplica> {
    return this.#byId.values();
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** @throws {RangeError} where there is none of that id. */
  get(id: string): RotatedReplica {
    const replica = this.#byId.get(id);
    if (replica !== undefined) return replica;
    throw new RangeError(`there is no replica '${id}', only ${[...this.#byId.keys()].join(', ')}`);
  }

  /** The one that is this member of the balancer. */
  of(member: Replica): RotatedReplica | undefined {
    return this.#bySlot[member.slot];
  }

  some(condition: (replica: RotatedReplica) => boolean): boolean {
    return this.#bySlot.some(condition);
  }

  /** How many breakers are not closed. */
  countTripped(): number {
    return this.#bySlot.filter(({ breaker }) => breaker.state.kind !== 'closed').length;
  }

  /** What the balancer calls them. @throws {RangeError} for one that is not of this rotation. */
  membersOf(upstreams: readonly Upstream[]): Replica[] {
    return upstreams.map(({ id }) => this.get(id).member);
  }
}
