import { expect, test } from 'vitest';
import { defineSystem } from '../system/define-system.ts';
import { findExperiment } from './run-plan.ts';

test.each(['toString', 'constructor', '__proto__'])('%s is no experiment of a system without one', (name) => {
  const system = defineSystem({
    name: 'mine',
    title: 'Mine',
    description: '',
    services: { a: { run: { command: ['x'] } } },
  });
  expect(() => findExperiment(system, name)).toThrow(
    expect.objectContaining({ code: 'unknown-experiment', exitCode: 64 }),
  );
});
