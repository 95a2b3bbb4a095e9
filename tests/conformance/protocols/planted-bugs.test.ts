/** The suite finds each of these bugs by at least one of its scenarios. */
import { expect, test } from 'vitest';
import { plantedBugs, withBug } from './planted-bugs.ts';
import { portScenarios } from './port-scenarios.ts';
import { puppet } from './puppet.ts';
import { runOnSimulator } from './simulator-ground.ts';

test.each(plantedBugs)('$name', (bug) => {
  const isFound = portScenarios.some((scenario) => {
    try {
      for (let seed = 1; seed <= 20; seed += 1) runOnSimulator(withBug(puppet, bug), scenario, seed);
      return false;
    } catch {
      return true;
    }
  });
  expect(isFound).toBe(true);
});
