/**
 * Whether a history of transactions has an equivalent serial one, told by its versions (Adya et al., ICDE 2000): who read a
 * version comes after who wrote it and before who wrote the next; a cycle among those is an anomaly.
 */

/** What one transaction read, and wrote: the version of each key; 0 where there was no row. */
export interface ObservedTransaction {
  readonly read: Readonly<Record<string, number>>;
  readonly wrote: Readonly<Record<string, number>>;
}

/** What is wrong with a history: undefined where it is serializable. */
export function anomalyOf(history: readonly ObservedTransaction[]): string | undefined {
  const writers = new Map<string, number>();
  for (const [at, { wrote }] of history.entries()) {
    for (const [key, version] of Object.entries(wrote)) {
      const name = `${key}@${version}`;
      if (writers.has(name)) return `${name} was written twice: an update is lost`;
      writers.set(name, at);
    }
  }
  const followers = history.map(() => new Set<number>());
  const order = (earlier: number | undefined, later: number | undefined) => {
    if (earlier !== undefined && later !== undefined && earlier !== later) followers[earlier]?.add(later);
  };
  for (const [at, { read, wrote }] of history.entries()) {
    for (const [key, version] of Object.entries(read)) {
      order(writers.get(`${key}@${version}`), at);
      order(at, writers.get(`${key}@${version + 1}`));
    }
    for (const [key, version] of Object.entries(wrote)) order(writers.get(`${key}@${version - 1}`), at);
  }
  return hasCycle(followers) ? 'transactions precede each other in a circle' : undefined;
}

/** Takes away whoever nobody precedes (Kahn, CACM 1962): what cannot be taken away is in a circle, or behind one. */
function hasCycle(followers: readonly ReadonlySet<number>[]): boolean {
  const preceding = followers.map(() => 0);
  for (const later of followers.flatMap((set) => [...set])) preceding[later] = (preceding[later] ?? 0) + 1;
  const free = [...preceding.keys()].filter((at) => preceding[at] === 0);
  for (const at of free) {
    for (const later of followers[at] ?? []) {
      preceding[later] = (preceding[later] ?? 0) - 1;
      if (preceding[later] === 0) free.push(later);
    }
  }
  return free.length < followers.length;
}
