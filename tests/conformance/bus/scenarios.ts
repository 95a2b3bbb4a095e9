/**
 * What every bus must do, as scenarios that throw where it does not. They are data, so that they run both as tests of
 * an adapter and against planted bugs, where they must throw.
 */
import { consumerScenarios } from './consumer-scenarios.ts';
import { lossScenarios } from './loss-scenarios.ts';
import { publisherScenarios } from './publisher-scenarios.ts';
import type { BusScenario } from './scenario.ts';

export const busScenarios: readonly BusScenario[] = [...publisherScenarios, ...consumerScenarios, ...lossScenarios];
