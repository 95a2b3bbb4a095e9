/**
 * A ring of hashed points for consistent hashing (Karger et al., STOC 1997), each replica with points in proportion to
 * its weight. A key belongs to the first point at or after its hash.
 *
 * Points are numbered within their replica, so that a share of them can be left out (slow start) without building anew.
 */
import type { Replica } from '../replica.ts';

/** Points of a replica of mean weight: the parts differ by 1/√64, some 12 %; the bound on loads evens out the rest. */
const meanPoints = 64;
/** Room for the number of a point beside its hash in one double. */
const pointLimit = 2 ** 21;

/** A ring of given members. Other members or weights need another ring; shares are read at each look. */
export class HashRing {
  /** Who has points, and the weight by which they were given. */
  readonly weights: ReadonlyMap<Replica, number>;
  readonly #owners: readonly Replica[];
  /** How many points each owner has. */
  readonly #counts: Uint32Array;
  readonly #hashes: Uint32Array;
  readonly #ownerAt: Uint32Array;
  /** The number of a point within its owner. */
  readonly #ordinalAt: Uint32Array;

  /** The order of the replicas changes nothing: rings of the same members are the same. */
  constructor(replicas: readonly Replica[]) {
    this.weights = new Map(replicas.map((replica) => [replica, replica.weight]));
    this.#owners = replicas.toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const meanWeight = replicas.reduce((sum, { weight }) => sum + weight, 0) / replicas.length;
    this.#counts = Uint32Array.from(this.#owners, ({ weight }) =>
      Math.max(1, Math.round((meanPoints * weight) / meanWeight)),
    );
    const points = this.#counts.reduce((sum, count) => sum + count, 0);
    if (points > pointLimit)
      throw new RangeError(`a ring holds ${pointLimit} points, not ${points}: use fewer replicas`);
    const ownerOf = new Uint32Array(points);
    const ordinalOf = new Uint32Array(points);
    // Sorting numbers is an order of magnitude faster than sorting objects: the hash above, the point's number below.
    const sortable = new Float64Array(points);
    let point = 0;
    for (const [owner, { id }] of this.#owners.entries()) {
      const count = this.#counts[owner] ?? 0;
      for (let ordinal = 0; ordinal < count; ordinal += 1) {
        ownerOf[point] = owner;
        ordinalOf[point] = ordinal;
        sortable[point] = hashOf(`${id}#${ordinal}`) * pointLimit + point;
        point += 1;
      }
    }
    sortable.sort();
    this.#hashes = Uint32Array.from(sortable, (value) => Math.floor(value / pointLimit));
    this.#ownerAt = Uint32Array.from(sortable, (value) => ownerOf[value % pointLimit] ?? 0);
    this.#ordinalAt = Uint32Array.from(sortable, (value) => ordinalOf[value % pointLimit] ?? 0);
  }

  /** How many points there are. */
  get size(): number {
    return this.#hashes.length;
  }

  /** The first point at or after a hash. */
  pointAt(hash: number): number {
    const hashes = this.#hashes;
    let low = 0;
    let high = hashes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((hashes[middle] ?? 0) >= hash) high = middle;
      else low = middle + 1;
    }
    return low === hashes.length ? 0 : low;
  }

  /** Whose a point is; undefined where the owner's share leaves it out. Beyond the last point the ring begins anew. */
  ownerOf(point: number): Replica | undefined {
    const place = point < this.#hashes.length ? point : point - this.#hashes.length;
    const owner = this.#ownerAt[place] ?? 0;
    const replica = this.#owners[owner];
    if (replica === undefined || replica.share === 1) return replica;
    return (this.#ordinalAt[place] ?? 0) < replica.share * (this.#counts[owner] ?? 0) ? replica : undefined;
  }
}

/** FNV-1a over the code units, then the finaliser of MurmurHash3: 32 bits that all depend on the last letter too. */
export function hashOf(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
