import { afterAll, describe, test } from 'vitest';
import { portScenarios } from './port-scenarios.ts';
import { ProcessGround } from './process-ground.ts';
import { raftScenarios } from './raft-scenarios.ts';

const ground = new ProcessGround();
afterAll(() => ground[Symbol.asyncDispose]());

describe('the port on three processes', () => {
  test.each(portScenarios)('$name', (scenario) => ground.run('puppet', scenario));
});

describe('raft on three processes', () => {
  test.each(raftScenarios)('$name', (scenario) => ground.run('raft', scenario));
});
