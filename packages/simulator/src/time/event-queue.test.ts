import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventQueue } from './event-queue.ts';

function drain(queue: EventQueue, untilUs: number): number[] {
  const moments: number[] = [];
  for (let action = queue.next(untilUs); action !== undefined; action = queue.next(untilUs)) {
    action();
    moments.push(queue.nowUs);
  }
  return moments;
}

test('events come by their moment, and at one moment in the order in which they were asked for', () => {
  const moments = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 });
  fc.assert(
    fc.property(moments, (atUs) => {
      const queue = new EventQueue();
      const happened: number[] = [];
      for (const [index, moment] of atUs.entries()) queue.schedule(moment, () => happened.push(index));
      drain(queue, 20);
      const expected = [...atUs.keys()].sort((one, other) => (atUs[one] ?? 0) - (atUs[other] ?? 0) || one - other);
      expect(happened).toEqual(expected);
    }),
  );
});

test('what is asked for during an event keeps its place, and time never goes back', () => {
  const delays = fc.array(fc.array(fc.integer({ min: -5, max: 10 }), { maxLength: 3 }), { maxLength: 30 });
  fc.assert(
    fc.property(delays, (children) => {
      const queue = new EventQueue();
      let next = 0;
      const event = () => {
        const mine = children[next] ?? [];
        next += 1;
        for (const delay of mine) queue.schedule(queue.nowUs + delay, event);
      };
      queue.schedule(3, event);
      const moments = drain(queue, 1_000);
      expect(moments).toEqual(moments.toSorted((one, other) => one - other));
    }),
  );
});

test('an event after the end stays where it is, and one at the end happens', () => {
  const queue = new EventQueue();
  queue.schedule(11, () => {});
  queue.schedule(10, () => {});
  expect(drain(queue, 10)).toEqual([10]);
  expect(queue.nowUs).toBe(10);
});
