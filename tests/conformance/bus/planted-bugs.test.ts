import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { plantedBugs } from './planted-bugs.ts';
import type { PostgresqlBehindProxy } from './postgresql-ground.ts';
import { groundOn, openSoundBus, openSuiteServer } from './postgresql-ground.ts';
import { busScenarios } from './scenarios.ts';

const patienceMs = 1500;

describe('the suite for buses catches', () => {
  let server: PostgresqlBehindProxy | undefined;
  beforeAll(async () => {
    server = await openSuiteServer();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  for (const [index, bug] of plantedBugs.entries()) {
    test(bug.name, async () => {
      assert.ok(server);
      const scenario = busScenarios.find(({ name }) => name === bug.caughtBy);
      assert.ok(scenario, `there is no scenario '${bug.caughtBy}'`);
      await using sound = groundOn(server, openSoundBus, 10 * patienceMs);
      await scenario.run(sound, `sound-${index}`);
      await using planted = groundOn(server, bug.open, patienceMs);
      await assert.rejects(scenario.run(planted, `planted-${index}`), assert.AssertionError);
    });
  }
});
