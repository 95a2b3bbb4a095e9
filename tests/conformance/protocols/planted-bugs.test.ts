/** The suite finds each of these bugs, by what a scenario expects and not by breaking down. */
import { expect, test } from 'vitest';
import { plantedBugs, withBug } from './planted-bugs.ts';
import { portScenarios } from './port-scenarios.ts';
import { puppet } from './puppet.ts';
import { runOnSimulator } from './simulator-ground.ts';

/** What a scenario throws: an expectation that was not met, or something that never happened. */
function isFinding(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'AssertionError' || /^(waited|asked) .* for this: | did not end in /.test(error.message);
}

test.each(plantedBugs)('$name', (bug) => {
  const finders = portScenarios.flatMap((scenario) => {
    try {
      for (let seed = 1; seed <= 20; seed += 1) runOnSimulator(withBug(puppet, bug), scenario, seed);
      return [];
    } catch (error) {
      if (!isFinding(error)) throw error;
      return [scenario.name];
    }
  });
  expect(finders.filter((name) => name.startsWith(bug.foundBy))).toHaveLength(1);
});
