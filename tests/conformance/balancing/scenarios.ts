/**
 * What every strategy must do, as scenarios that throw where it does not. They are data, so that they run both on the
 * strategies and against planted bugs, where they must throw.
 */
import { rotationScenarios } from './rotation-scenarios.ts';
import type { Scenario } from './scenario.ts';
import { scheduleScenario } from './schedule-scenario.ts';
import { sharingScenarios } from './sharing-scenarios.ts';

export const scenarios: readonly Scenario[] = [...sharingScenarios, ...rotationScenarios, scheduleScenario];
