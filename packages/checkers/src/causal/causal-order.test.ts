import { seededRandom } from '@temblor/foundation/randomness/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Delivery, SentMessage } from './causal-order.ts';
import { checkCausalOrder } from './causal-order.ts';

const processes = ['a', 'b', 'c'];

/** A causal broadcast in memory: whoever may deliver a message does so at some time. `isWrong` plants a bug: nobody waits. */
function broadcast(seed: number, isWrong: boolean): { messages: SentMessage[]; deliveries: Delivery[] } {
  const random = seededRandom(seed);
  const messages: SentMessage[] = [];
  const deliveries: Delivery[] = [];
  const seen = new Map(processes.map((process) => [process, new Map(processes.map((other) => [other, 0]))]));
  const counts = (process: string): Map<string, number> => seen.get(process) ?? new Map();
  for (let turn = 0; turn < 120; turn += 1) {
    const process = random.pick(processes);
    const own = counts(process);
    if (random.integer(0, 2) === 0) {
      const number = (own.get(process) ?? 0) + 1;
      messages.push({ id: `${process}${number}`, sender: process, number, clock: Object.fromEntries(own) });
      own.set(process, number);
      continue;
    }
    const open = messages.filter(({ sender, number, id }) => {
      if (sender === process || deliveries.some((one) => one.process === process && one.message === id)) return false;
      return isWrong || (number === (own.get(sender) ?? 0) + 1 && dependsOnSeen(messages, id, own));
    });
    if (open.length === 0) continue;
    const message = random.pick(open);
    deliveries.push({ process, message: message.id });
    own.set(message.sender, Math.max(own.get(message.sender) ?? 0, message.number));
  }
  return { messages, deliveries };
}

function dependsOnSeen(messages: readonly SentMessage[], id: string, seen: ReadonlyMap<string, number>): boolean {
  const message = messages.find((one) => one.id === id);
  const clock = Object.entries(message?.clock ?? {});
  return clock.every(([sender, count]) => sender === message?.sender || count <= (seen.get(sender) ?? 0));
}

describe('causal order', () => {
  test('holds of a broadcast that waits for what a message depends on', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { messages, deliveries } = broadcast(seed, false);
        expect(checkCausalOrder('causal', messages, deliveries)).toMatchObject({ violations: [] });
      }),
      { numRuns: 30 },
    );
  });

  test('is found to be broken by one that does not wait', () => {
    for (const seed of [1, 2, 3]) {
      const { messages, deliveries } = broadcast(seed, true);
      expect(checkCausalOrder('causal', messages, deliveries).verdict).toBe('failed');
    }
  });

  const question: SentMessage = { id: 'question', sender: 'a', number: 1 };
  const answer: SentMessage = { id: 'answer', sender: 'b', number: 1, after: ['question'] };
  const deliver = (...ids: string[]): Delivery[] => ids.map((message) => ({ process: 'c', message }));
  const violationsOf = (messages: SentMessage[], deliveries: Delivery[]) =>
    checkCausalOrder('causal', messages, deliveries).violations;

  test('of an answer and its question is told by name', () => {
    expect(violationsOf([question, answer], deliver('answer', 'question'))).toEqual([
      'c delivered answer before question, on which it depends',
    ]);
  });

  test('of one sender is the order of sending', () => {
    const second: SentMessage = { id: 'second', sender: 'a', number: 2 };
    expect(violationsOf([question, second], deliver('second', 'question'))).toEqual([
      'c delivered second before question, which a had sent before it',
    ]);
  });

  test('needs no delivery of one’s own messages', () => {
    expect(violationsOf([question, answer], [{ process: 'a', message: 'answer' }])).toEqual([]);
  });

  test('does not hide a message that came twice, or that nobody sent', () => {
    expect(violationsOf([question], deliver('question', 'question', 'rumour'))).toEqual([
      'c delivered question twice',
      'c delivered rumour, which nobody sent',
    ]);
  });

  test('of nothing says nothing', () => {
    expect(checkCausalOrder('causal', [question], []).verdict).toBe('inconclusive');
  });
});
