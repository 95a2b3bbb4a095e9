/** All strategies by name. A new one is a file of its own and a line here; the conformance suite runs it from here. */
import type { Random } from '@temblor/foundation/randomness/random';
import type { Strategy } from '../strategy.ts';
import { ConsistentHashing } from './consistent-hashing.ts';
import { LeastConnections } from './least-connections.ts';
import { PeakEwma } from './peak-ewma.ts';
import { RandomChoice } from './random-choice.ts';
import { RoundRobin } from './round-robin.ts';
import { TwoChoices } from './two-choices.ts';
import { WeightedRoundRobin } from './weighted-round-robin.ts';

/** The name by which a configuration asks for a strategy. */
export type StrategyName =
  | 'round-robin'
  | 'weighted-round-robin'
  | 'random'
  | 'least-connections'
  | 'two-choices'
  | 'peak-ewma'
  | 'consistent-hashing';

/** Makes a strategy. Those that draw nothing leave the generator alone. */
export const strategies: Readonly<Record<StrategyName, (random: Random) => Strategy>> = {
  'round-robin': () => new RoundRobin(),
  'weighted-round-robin': () => new WeightedRoundRobin(),
  random: (random) => new RandomChoice(random),
  'least-connections': () => new LeastConnections(),
  'two-choices': (random) => new TwoChoices(random),
  'peak-ewma': (random) => new PeakEwma(random),
  'consistent-hashing': (random) => new ConsistentHashing(random),
};
