/** How evenly load is spread over replicas, from samples of what each has in hand. Pure. */

/** What each replica had in hand at one moment, by its id. */
export type LoadSample = ReadonlyMap<string, number>;

/**
 * The busiest replica's load over the mean, each averaged over all samples: 1 is even, the number of replicas is
 * everything on one. It counts an imbalance that wanders from replica to replica, which the average load of each hides.
 *
 * @returns `busiestOverMean` null where nobody ever had anything in hand.
 */
export function loadSpread(samples: readonly LoadSample[]): {
  readonly busiestOverMean: number | null;
  readonly inFlight: Readonly<Record<string, number>>;
} {
  let busiest = 0;
  let mean = 0;
  const sums = new Map<string, number>();
  for (const sample of samples) {
    const loads = [...sample.values()];
    if (loads.length === 0) continue;
    busiest += Math.max(...loads);
    mean += loads.reduce((sum, load) => sum + load, 0) / loads.length;
    for (const [id, load] of sample) sums.set(id, (sums.get(id) ?? 0) + load);
  }
  return {
    busiestOverMean: mean === 0 ? null : busiest / mean,
    inFlight: Object.fromEntries([...sums].map(([id, sum]) => [id, sum / samples.length])),
  };
}
