import { raft } from '@temblor/protocols/raft/raft';
import { describe, test } from 'vitest';
import { portScenarios } from './port-scenarios.ts';
import { puppet } from './puppet.ts';
import { raftOptions } from './raft-options.ts';
import { raftScenarios } from './raft-scenarios.ts';
import { runOnSimulator } from './simulator-ground.ts';

const seeds = Array.from({ length: 20 }, (_, index) => index + 1);

describe('the port in the simulator', () => {
  test.each(portScenarios)('$name', (scenario) => {
    for (const seed of seeds) runOnSimulator(puppet, scenario, seed);
  });
});

describe('raft in the simulator', () => {
  test.each(raftScenarios)('$name', (scenario) => {
    for (const seed of seeds) runOnSimulator(raft(raftOptions), scenario, seed);
  });
});
