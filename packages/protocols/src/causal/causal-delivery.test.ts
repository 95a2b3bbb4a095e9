import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vectorIncludes } from '../clocks/vector-clock.ts';
import type { CausalMessage } from './causal-delivery.ts';
import { causalDelivery, causalReceive, causalSend } from './causal-delivery.ts';

describe('Birman, Schiper and Stephenson 1991, §5.1', () => {
  /** 1 asks, 2 answers what it has read, and 3 writes something of its own. */
  function conversation() {
    const [one, question] = causalSend(causalDelivery<string>(8), 1, 'question');
    const [two] = causalReceive(causalDelivery<string>(8), question);
    const [, answer] = causalSend(two, 2, 'answer');
    const [, aside] = causalSend(causalDelivery<string>(8), 3, 'aside');
    const [, more] = causalSend(one, 1, 'more');
    return { question, answer, aside, more };
  }

  test('an answer that overtakes its question waits for it', () => {
    const { question, answer } = conversation();
    const [waiting, first] = causalReceive(causalDelivery<string>(8), answer);
    expect(first).toEqual({ kind: 'waits' });
    const [, second] = causalReceive(waiting, question);
    expect(second).toEqual({ kind: 'delivered', messages: [question, answer] });
  });

  test('messages of one sender are delivered in the order of their sending', () => {
    const { question, more } = conversation();
    const [waiting] = causalReceive(causalDelivery<string>(8), more);
    expect(causalReceive(waiting, question)[1]).toEqual({ kind: 'delivered', messages: [question, more] });
  });

  test('a message that depends on nothing missing does not wait for others', () => {
    const { answer, aside } = conversation();
    const [waiting] = causalReceive(causalDelivery<string>(8), answer);
    expect(causalReceive(waiting, aside)[1]).toEqual({ kind: 'delivered', messages: [aside] });
  });

  test('what comes twice is delivered once, whether it was delivered or still waits', () => {
    const { question, answer } = conversation();
    const [waiting] = causalReceive(causalDelivery<string>(8), answer);
    expect(causalReceive(waiting, answer)[1]).toEqual({ kind: 'duplicate' });
    const [delivered] = causalReceive(waiting, question);
    expect([question, answer].map((message) => causalReceive(delivered, message)[1].kind)).toEqual([
      'duplicate',
      'duplicate',
    ]);
  });

  test('a full buffer refuses what would wait, keeps what it has, and takes what need not wait', () => {
    const { question, answer, more } = conversation();
    const [full] = causalReceive(causalDelivery<string>(1), answer);
    const [same, refused] = causalReceive(full, more);
    expect(refused).toEqual({ kind: 'overflow' });
    expect(same).toBe(full);
    const [delivered, receipt] = causalReceive(full, question);
    expect(receipt).toEqual({ kind: 'delivered', messages: [question, answer] });
    expect(causalReceive(delivered, more)[1]).toEqual({ kind: 'delivered', messages: [more] });
  });
});

test('whatever overtakes, nothing is delivered before what it depends on, and in the end all is delivered once', () => {
  const step = fc.record({ node: fc.integer({ min: 1, max: 3 }), receives: fc.boolean(), which: fc.nat(30) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const nodes = new Map(
        [1, 2, 3].map((node) => [node, { state: causalDelivery<number>(100), queue: deliverable() }]),
      );
      const sent: CausalMessage<number>[] = [];
      const receive = (node: number, message: CausalMessage<number>) => {
        const known = nodes.get(node);
        if (known === undefined) throw new Error(`there is no node ${node}`);
        const before = known.state.delivered;
        const [state, receipt] = causalReceive(known.state, message);
        known.state = state;
        if (receipt.kind !== 'delivered') return;
        let delivered = before;
        for (const next of receipt.messages) {
          const dependencies = { ...next.clock, [next.from]: (next.clock[next.from] ?? 0) - 1 };
          expect(vectorIncludes(delivered, dependencies)).toBe(true);
          delivered = { ...delivered, [next.from]: next.clock[next.from] ?? 0 };
        }
      };
      for (const { node, receives, which } of steps) {
        const known = nodes.get(node);
        if (known === undefined) throw new Error(`there is no node ${node}`);
        if (receives && known.queue.length > 0) {
          receive(node, known.queue.splice(which % known.queue.length, 1)[0] ?? fail());
        } else {
          const [state, message] = causalSend(known.state, node, sent.length);
          known.state = state;
          sent.push(message);
          for (const [other, { queue }] of nodes) if (other !== node) queue.push(message);
        }
      }
      for (const [node, { queue }] of nodes) for (const message of queue.toReversed()) receive(node, message);
      for (const { state } of nodes.values()) {
        expect(state.waiting).toEqual([]);
        expect(Object.values(state.delivered).reduce((sum, count) => sum + count, 0)).toBe(sent.length);
      }
    }),
  );
});

const deliverable = (): CausalMessage<number>[] => [];
function fail(): never {
  throw new Error('a queue with a length has no element');
}
