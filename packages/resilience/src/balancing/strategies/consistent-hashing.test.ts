import { seededRandom } from '@temblor/foundation/randomness/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { standIns } from '../testing/stand-in-replica.ts';
import { ConsistentHashing } from './consistent-hashing.ts';

const keys = Array.from({ length: 3000 }, (_, index) => `/images/${index}`);

function idle(...weights: readonly number[]) {
  const strategy = new ConsistentHashing(seededRandom(5));
  const replicas = standIns(...weights);
  strategy.offer(replicas);
  const owners = () => keys.map((key) => strategy.choose(key, []));
  return { strategy, replicas, owners };
}

describe('ConsistentHashing', () => {
  test('a key stays with its replica', () => {
    const { owners } = idle(1, 1, 1);
    expect(owners()).toEqual(owners());
  });

  test('when a replica leaves, only its keys move, and they spread over all others', () => {
    const { strategy, replicas, owners } = idle(1, 1, 1, 1, 1);
    const before = owners();
    const left = replicas.slice(1);
    strategy.offer(left);
    const moved = owners().filter((owner, index) => owner !== before[index]);
    expect(moved.length).toBe(before.filter((owner) => owner === replicas[0]).length);
    for (const replica of left) expect(moved).toContain(replica);
    strategy.offer(replicas);
    expect(owners()).toEqual(before);
  });

  test('when a replica joins, keys move to it alone', () => {
    const { strategy, replicas, owners } = idle(1, 1, 1, 1);
    strategy.offer(replicas.slice(0, 3));
    const before = owners();
    strategy.offer(replicas);
    for (const [index, owner] of owners().entries()) {
      if (owner !== before[index]) expect(owner).toBe(replicas[3]);
    }
  });

  test('nobody gets a call beyond 1.25 times the mean for its weight, though all ask for one key', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 });
    const steps = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(-1) }, fc.nat(1000)), { maxLength: 150 });
    fc.assert(
      fc.property(weights, steps, fc.string(), (drawn, ends, key) => {
        const { strategy, replicas } = idle(...drawn);
        const total = drawn.reduce((sum, weight) => sum + weight, 0);
        const flying: typeof replicas = [];
        for (const end of ends) {
          if (end >= 0) {
            const [ended] = flying.splice(end % Math.max(1, flying.length), 1);
            if (ended === undefined) continue;
            ended.inFlight -= 1;
            strategy.finished(ended);
            continue;
          }
          const chosen = replicas.find((replica) => replica === strategy.choose(key, []));
          if (chosen === undefined) throw new Error('nothing was chosen');
          chosen.inFlight += 1;
          strategy.started(chosen);
          flying.push(chosen);
          expect(chosen.inFlight).toBeLessThanOrEqual(Math.ceil((1.25 * flying.length * chosen.weight) / total));
        }
      }),
      { seed: 71, numRuns: 300 },
    );
  });

  test('calls that were in flight before an offer count for the mean', () => {
    const { strategy, replicas, owners } = idle(1, 1, 1);
    const before = owners();
    for (const replica of replicas) replica.inFlight = 10;
    strategy.offer(replicas);
    expect(owners()).toEqual(before);
  });

  test('a retry goes to a full replica where only that is left', () => {
    const { strategy, replicas } = idle(1, 1);
    const [one, other] = replicas;
    if (one === undefined || other === undefined) throw new Error('two replicas');
    other.inFlight = 50;
    strategy.offer(replicas);
    expect(strategy.choose('any', [one])).toBe(other);
  });
});
