import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareStamps, lamportReceive, lamportTick } from '../clocks/lamport-clock.ts';
import type { StableDelivery, StableReceipt, StampedMessage } from './stable-delivery.ts';
import { stableDelivery, stablePassed, stableReceive } from './stable-delivery.ts';

const message = (node: number, number: number, time: number): StampedMessage<string> => ({
  node,
  number,
  time,
  content: `${node}.${number}`,
});
const contents = (messages: readonly StampedMessage<string>[]) => messages.map(({ content }) => content);

/** Node 1's view of nodes 1 and 2. */
function delivery(maximumWaiting = 8) {
  let state: StableDelivery<string> = stableDelivery([1, 2], maximumWaiting);
  const read = (receipt: StableReceipt<string>) =>
    receipt.kind === 'received' ? contents(receipt.delivered) : receipt.kind;
  return {
    receive(node: number, number: number, time: number) {
      const [next, receipt] = stableReceive(state, message(node, number, time));
      state = next;
      return read(receipt);
    },
    passed(node: number, number: number, time: number) {
      const [next, delivered] = stablePassed(state, { node, number, time });
      state = next;
      return contents(delivered);
    },
  };
}

describe('Lamport 1978: ordering the events totally', () => {
  test('a message waits until every node has passed its time, since an earlier one may be on its way', () => {
    const { receive } = delivery();
    expect(receive(1, 1, 5)).toEqual([]);
    expect(receive(2, 1, 3)).toEqual(['2.1']);
    expect(receive(2, 2, 6)).toEqual(['1.1']);
  });

  test('messages of one time are delivered in the order of their nodes', () => {
    const { receive, passed } = delivery();
    receive(2, 1, 4);
    expect(receive(1, 1, 4)).toEqual(['1.1', '2.1']);
    expect(passed(1, 1, 9)).toEqual([]);
  });

  test('a node that has nothing to send says how far its time is', () => {
    const { receive, passed } = delivery();
    receive(1, 1, 5);
    expect(passed(2, 0, 4)).toEqual([]);
    expect(passed(2, 0, 5)).toEqual(['1.1']);
  });

  test('a time counts only where all messages before it have come', () => {
    const { receive, passed } = delivery();
    receive(1, 1, 5);
    expect(passed(2, 1, 7)).toEqual([]);
    expect(receive(2, 2, 8)).toEqual([]);
    expect(receive(2, 1, 3)).toEqual(['2.1', '1.1']);
  });

  test('what comes twice is delivered once', () => {
    const { receive, passed } = delivery();
    receive(1, 1, 5);
    expect(receive(1, 1, 5)).toBe('duplicate');
    expect([receive(2, 2, 9), receive(2, 2, 9)]).toEqual([[], 'duplicate']);
    expect(passed(2, 0, 5)).toEqual(['1.1']);
    expect(receive(1, 1, 5)).toBe('duplicate');
  });

  test('a full buffer refuses what would wait, and takes what others wait for', () => {
    const { receive } = delivery(1);
    expect(receive(1, 1, 5)).toEqual([]);
    expect(receive(1, 2, 6)).toBe('overflow');
    expect(receive(2, 1, 7)).toEqual(['1.1']);
    expect(receive(1, 2, 6)).toEqual(['1.2']);
  });

  test('a sender that nobody would wait for is a defect', () => {
    expect(() => delivery().receive(3, 1, 5)).toThrow('node 3');
  });
});

test('whatever overtakes, every node delivers the same, in one order', () => {
  const step = fc.record({ node: fc.integer({ min: 0, max: 2 }), receives: fc.boolean(), which: fc.nat(30) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const ids = [0, 1, 2];
      const nodes = ids.map((node) => ({
        ...{ node, time: 0, sent: 0, state: stableDelivery<string>(ids, 100) },
        ...{ queue: [] as StampedMessage<string>[], delivered: [] as StampedMessage<string>[] },
      }));
      type Node = (typeof nodes)[number];
      const take = (node: Node, received: StampedMessage<string>) => {
        const [state, receipt] = stableReceive(node.state, received);
        node.state = state;
        if (receipt.kind === 'received') node.delivered.push(...receipt.delivered);
      };
      const receive = (node: Node, received: StampedMessage<string>) => {
        node.time = lamportReceive(node.time, received.time);
        take(node, received);
      };
      for (const { node: id, receives, which } of steps) {
        const node = nodes[id];
        if (node === undefined) throw new Error(`there is no node ${id}`);
        const [next] = receives ? node.queue.splice(which % (node.queue.length || 1), 1) : [];
        if (next !== undefined) {
          receive(node, next);
          continue;
        }
        node.time = lamportTick(node.time);
        node.sent += 1;
        const sent = message(id, node.sent, node.time);
        take(node, sent);
        for (const other of nodes) if (other !== node) other.queue.push(sent);
      }
      for (const node of nodes) for (const next of node.queue.toReversed()) receive(node, next);
      for (const node of nodes) {
        for (const { node: id, sent, time } of nodes) {
          const [state, delivered] = stablePassed(node.state, { node: id, number: sent, time: Math.max(time, 99) });
          node.state = state;
          node.delivered.push(...delivered);
        }
        const sent = nodes.reduce((sum, other) => sum + other.sent, 0);
        expect(node.delivered).toHaveLength(sent);
        expect(node.delivered).toEqual(node.delivered.toSorted(compareStamps));
        expect(node.delivered).toEqual(nodes[0]?.delivered);
      }
    }),
  );
});
