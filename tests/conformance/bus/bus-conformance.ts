import { afterAll, beforeAll, describe, test } from 'vitest';
import type { BusGround } from './bus-ground.ts';
import { busScenarios } from './scenarios.ts';

/** Registers the suite for one kind of bus. Every scenario has a topic of its own on a ground that they share. */
export function busConformance(name: string, openGround: () => Promise<BusGround>): void {
  describe(`the bus on ${name}`, () => {
    let ground: BusGround | undefined;
    beforeAll(async () => {
      ground = await openGround();
    });
    afterAll(() => ground?.[Symbol.asyncDispose]());
    for (const [index, scenario] of busScenarios.entries()) {
      test(scenario.name, async () => {
        if (ground === undefined) throw new Error('the ground did not open');
        ground.restore();
        await scenario.run(ground, `conformance-${index}`);
      });
    }
  });
}
