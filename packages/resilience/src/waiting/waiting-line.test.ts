import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Rejection } from '../policy/rejection.ts';
import { Scope } from '../policy/scope.ts';
import { WaitingCall } from './waiting-call.ts';
import type { WaitingPlace } from './waiting-line.ts';
import { WaitingLine } from './waiting-line.ts';

test('behaves as a list from which anyone can leave', () => {
  const steps = fc.array(
    fc.oneof(fc.constant('join' as const), fc.constant('shift' as const), fc.record({ leave: fc.nat(20) })),
    { maxLength: 100, size: 'max' },
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

test('a call that has been admitted or expelled listens to its scope no more', async () => {
  const scope = new Scope();
  const left = () => expect.unreachable();
  const line = new WaitingLine<WaitingCall>();
  const [admitted, expelled] = [new WaitingCall(scope, 0, left), new WaitingCall(scope, 0, left)];
  const waits = [admitted, expelled].map((call) => call.wait(line.join(call)));
  line.shift()?.admit();
  line.shift()?.expel(new Rejection('bulkhead-full', 'b', 'full', { notSent: true }));
  expect([admitted.heardScope, expelled.heardScope]).toEqual([undefined, undefined]);
  scope.cancel('left');
  expect((await Promise.allSettled(waits)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});
