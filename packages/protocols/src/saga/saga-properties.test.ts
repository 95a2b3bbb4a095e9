/** What no sequence of outcomes, failed records, crashes and rivals can break. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SagaDefinition, SagaPhase } from './saga-types.ts';
import { selling, sellingAndTelling } from './testing/saga-run.fixture.ts';
import { SagaWorld } from './testing/saga-world.fixture.ts';

const definitions = fc.constantFrom(selling, sellingAndTelling);
/** Most of what happens is that a driver goes on; what goes wrong often goes wrong a few times in a row. */
const happening = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(fc.nat({ max: 4_000 }), fc.constantFrom(1, 1, 2, 4)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant(4), fc.constantFrom(1, 2, 4, 6)) },
);
const happenings = fc
  .array(happening, { maxLength: 40, size: 'max' })
  .map((bursts) => bursts.flatMap(([draw, times]) => Array.from({ length: times }, () => draw)));

function play(definition: SagaDefinition, draws: readonly number[], withoutLease = false): SagaWorld {
  const world = new SagaWorld(definition, { withoutLease });
  for (const draw of draws) world.happen(draw);
  world.end();
  world.checkBooks();
  return world;
}

/** Whether a saga took the way of these phases, any of them left out. */
function went(world: SagaWorld, way: readonly SagaPhase[]): boolean {
  const places = world.phases.map((phase) => way.indexOf(phase));
  return places.every((place, index) => place >= 0 && place > (places[index - 1] ?? -1));
}

test('each call was registered, one thing is outstanding, the saga ends, and nothing is left of one that went back', () => {
  fc.assert(
    fc.property(definitions, happenings, (definition, draws) => {
      const world = play(definition, draws);
      const isOneWay =
        went(world, ['forward', 'committed', 'completed']) || went(world, ['forward', 'backward', 'compensated']);
      expect(isOneWay, world.phases.join(', ')).toBe(true);
    }),
    { numRuns: 4_000 },
  );
});

test('all that can happen does happen: sagas end both ways, in few records and in many', () => {
  const worlds = fc
    .sample(fc.tuple(definitions, happenings), { numRuns: 200, seed: 7 })
    .map(([definition, draws]) => play(definition, draws));
  const ended = (phase: SagaPhase) => worlds.filter((world) => world.phases.at(-1) === phase).length;
  expect(ended('completed')).toBeGreaterThan(20);
  expect(ended('compensated')).toBeGreaterThan(20);
});

test('the lease matters: without it two drivers part ways, and the books show it', () => {
  const check = () =>
    fc.assert(
      fc.property(definitions, happenings, (definition, draws) => void play(definition, draws, true)),
      { numRuns: 5_000, seed: 42, endOnFailure: true },
    );
  expect(check).toThrow();
});
