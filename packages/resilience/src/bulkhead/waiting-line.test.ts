import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WaitingPlace } from './waiting-line.ts';
import { WaitingLine } from './waiting-line.ts';

test('behaves as a list from which anyone can leave', () => {
  const steps = fc.array(
    fc.oneof(fc.constant('join' as const), fc.constant('shift' as const), fc.record({ leave: fc.nat(20) })),
    { maxLength: 100 },
  );
  fc.assert(
    fc.property(steps, (schedule) => {
      const line = new WaitingLine<number>();
      const places: WaitingPlace<number>[] = [];
      let model: number[] = [];
      for (const [index, step] of schedule.entries()) {
        if (step === 'join') {
          places.push(line.join(index));
          model.push(index);
        } else if (step === 'shift') expect(line.shift()).toBe(model.shift());
        else {
          const place = places[step.leave];
          if (place === undefined) continue;
          expect(place.leave()).toBe(model.includes(place.who));
          model = model.filter((who) => who !== place.who);
        }
        expect([line.length, line.first]).toEqual([model.length, model[0]]);
      }
      expect(model.map(() => line.shift())).toEqual(model);
    }),
    { seed: 3, numRuns: 500 },
  );
});

test('does not let the place of another line go', () => {
  const [line, other] = [new WaitingLine<string>(), new WaitingLine<string>()];
  const place = other.join('there');
  line.join('here');
  expect([line.leave(place), line.length, other.length]).toEqual([false, 1, 1]);
});
