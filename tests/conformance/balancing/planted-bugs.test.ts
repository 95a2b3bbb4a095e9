import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { plantedBugs } from './planted-bugs.ts';
import { scenarios } from './scenarios.ts';

describe('the suite for balancing strategies catches', () => {
  for (const { name, caughtBy, honoursWeights, make } of plantedBugs) {
    test(name, () => {
      const scenario = scenarios.find((each) => each.name === caughtBy);
      assert.ok(scenario, `there is no scenario '${caughtBy}'`);
      // The widest tolerance of any strategy: even so it must be caught.
      assert.throws(() => scenario.run({ name, make, honoursWeights, tolerance: 0.45, fewInFlight: 0.45 }));
    });
  }
});
