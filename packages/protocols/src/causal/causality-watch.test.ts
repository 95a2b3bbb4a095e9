import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { executions } from '../clocks/testing/execution.ts';
import type { VectorClock } from '../clocks/vector-clock.ts';
import { vectorMerge, vectorTick } from '../clocks/vector-clock.ts';
import { nothingShown, watchShown } from './causality-watch.ts';

interface Message {
  readonly from: number;
  readonly clock: VectorClock;
}

/** Shows messages in this order. */
function show(...messages: Message[]) {
  let watch = nothingShown;
  const missing = messages.map((message) => {
    const [next, causes] = watchShown(watch, message);
    watch = next;
    return causes;
  });
  return { violations: watch.violations, missing };
}

const question = { from: 1, clock: { 1: 1 } };
const answer = { from: 2, clock: { 1: 1, 2: 1 } };
const aside = { from: 3, clock: { 3: 1 } };

describe('a violation of causality', () => {
  test('is a message that is shown before one that it depends on', () => {
    expect(show(answer, question)).toEqual({ violations: 1, missing: [[{ from: 1, number: 1, count: 1 }], []] });
  });

  test('is a message that is shown before an earlier one of its sender', () => {
    const later = { from: 1, clock: { 1: 3 } };
    expect(show(later, question)).toEqual({ violations: 1, missing: [[{ from: 1, number: 1, count: 2 }], []] });
  });

  test('is counted once a message, however much it lacks and however often it is shown', () => {
    const summary = { from: 4, clock: { 1: 2, 2: 1, 4: 1 } };
    expect(show(summary, summary).violations).toBe(1);
    const last = { from: 1, clock: { 1: 3 } };
    expect(show(last, last).violations).toBe(1);
  });

  test('names the first of what is missing and how many there are, what was shown beyond a gap not among them', () => {
    const reply = { from: 2, clock: { 1: 3, 2: 1 } };
    expect(show({ from: 1, clock: { 1: 3 } }, reply).missing[1]).toEqual([{ from: 1, number: 1, count: 2 }]);
  });

  test('is not a message that comes late and depends on nothing: honest reordering', () => {
    expect(show(question, answer, aside).violations).toBe(0);
    expect(show(aside, question, answer).violations).toBe(0);
  });

  test('does not make violations of what follows in order once the gap is closed', () => {
    expect(show(answer, question, { from: 1, clock: { 1: 2, 2: 1 } }).violations).toBe(1);
  });

  test('is counted exactly where what happened before is shown after, whatever the order', () => {
    const orders = executions(4).chain((execution) =>
      fc.tuple(
        fc.constant(execution),
        fc.shuffledSubarray([...execution.events.keys()], {
          minLength: execution.events.length,
          maxLength: execution.events.length,
        }),
      ),
    );
    fc.assert(
      fc.property(orders, ([execution, order]) => {
        const clocks: VectorClock[] = [];
        const current = new Map<number, VectorClock>();
        for (const { node, receives } of execution.events) {
          const known = vectorMerge(current.get(node) ?? {}, receives === undefined ? {} : (clocks[receives] ?? {}));
          const clock = vectorTick(known, node);
          clocks.push(clock);
          current.set(node, clock);
        }
        const messages = order.map((index) => ({
          from: execution.events[index]?.node ?? -1,
          clock: clocks[index] ?? {},
        }));
        const tooEarly = order.filter((index, place) =>
          order.slice(place + 1).some((later) => execution.happenedBefore(later, index)),
        );
        expect(show(...messages).violations).toBe(tooEarly.length);
      }),
    );
  });
});
