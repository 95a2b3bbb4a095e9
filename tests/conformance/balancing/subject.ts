/** A strategy under test, and what may be asked of it. */
import type { Random } from '@temblor/foundation/randomness/random';
import type { StrategyName } from '@temblor/resilience/balancing/strategies/strategies';
import { strategies } from '@temblor/resilience/balancing/strategies/strategies';
import type { Strategy } from '@temblor/resilience/balancing/strategy';

export interface Subject {
  readonly name: string;
  readonly make: (random: Random) => Strategy;
  readonly honoursWeights: boolean;
  /** By how much a replica's part of 20,000 calls may be off, as a share of its part. */
  readonly tolerance: number;
  /**
   * The same while fewer calls are in flight than the weights add up to: a replica of small weight that is busy with its
   * one call passes its turn on, so that those who count calls in flight give it less than its part; and its few points
   * on a ring are far from even.
   */
  readonly fewInFlight: number;
}

/** Every strategy must be named here: a new one without is an error of types. */
const traits: Readonly<Record<StrategyName, Omit<Subject, 'name' | 'make'>>> = {
  'round-robin': { honoursWeights: false, tolerance: 0.005, fewInFlight: 0 },
  'weighted-round-robin': { honoursWeights: true, tolerance: 0.005, fewInFlight: 0 },
  random: { honoursWeights: true, tolerance: 0.1, fewInFlight: 0 },
  'least-connections': { honoursWeights: true, tolerance: 0.02, fewInFlight: 0.1 },
  'two-choices': { honoursWeights: true, tolerance: 0.1, fewInFlight: 0.25 },
  'peak-ewma': { honoursWeights: true, tolerance: 0.1, fewInFlight: 0.25 },
  // 64 points a replica: parts of a ring differ by an eighth, one in twenty by more than twice that.
  'consistent-hashing': { honoursWeights: true, tolerance: 0.45, fewInFlight: 0.75 },
};

export const subjects: readonly Subject[] = (Object.keys(strategies) as StrategyName[]).map((name) => ({
  name,
  make: strategies[name],
  ...traits[name],
}));
