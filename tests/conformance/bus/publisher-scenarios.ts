import assert from 'node:assert/strict';
import { withTimeout } from '@temblor/foundation/concurrency/wait';
import { assertUnbroken, assertWhole, collect } from './collected.ts';
import type { BusScenario } from './scenario.ts';

class Unwanted extends Error {}

export const publisherScenarios: readonly BusScenario[] = [
  {
    name: 'offsets count from 1, and values and headers come back as they were published',
    run: async (ground, topic) => {
      await using service = ground.open();
      const { bus } = service;
      assert.equal(await bus.latest(topic), 0);
      assert.deepEqual(await bus.read(topic, 0, 10), []);
      const value = {
        text: 'ä€𝄞"\\\n{},\u0000',
        '': '\ud800',
        list: [1, 2.5, -3e-7, null, true, { deep: [] }],
        big: Number.MAX_SAFE_INTEGER,
      };
      assert.deepEqual(await bus.publish(topic, [{ value, headers: { traceparent: '00-1-2-01' } }]), [1]);
      assert.deepEqual(await bus.publish(topic, [{ value: null }]), [2]);
      const [first, second, ...rest] = await bus.read(topic, 0, 10);
      assert.deepEqual(rest, []);
      assert.deepEqual(first?.value, value);
      assert.deepEqual(first?.headers, { traceparent: '00-1-2-01' });
      assert.equal(second?.value, null);
      assert.deepEqual(second?.headers, {});
      assert.ok(Math.abs((first?.publishedAtMs ?? 0) - Date.now()) < 60_000);
      assert.equal(await bus.latest(topic), 2);
    },
  },
  {
    name: 'events published together get consecutive offsets, and none are published for none',
    run: async (ground, topic) => {
      await using service = ground.open();
      assert.deepEqual(await service.bus.publish(topic, []), []);
      assert.deepEqual(await service.bus.publish(topic, [{ value: 'a' }, { value: 'b' }, { value: 'c' }]), [1, 2, 3]);
      assertWhole(await service.bus.read(topic, 0, 10), ['a', 'b', 'c']);
    },
  },
  {
    name: 'topics count by themselves',
    run: async (ground, topic) => {
      await using service = ground.open();
      assert.deepEqual(await service.bus.publish(topic, [{ value: 1 }]), [1]);
      assert.deepEqual(await service.bus.publish(`${topic}-other`, [{ value: 2 }]), [1]);
      assertWhole(await service.bus.read(topic, 0, 10), [1]);
    },
  },
  {
    name: 'a transaction knows its offset before it commits, and its event is seen only after',
    run: async (ground, topic) => {
      await using service = ground.open();
      await service.bus.publish(topic, [{ value: 'before' }]);
      const offsets = await service.database.inTransaction(async (transaction) => {
        const given = await service.bus.publishWithin(transaction, topic, [{ value: 'inside' }]);
        assert.equal((await service.bus.read(topic, 0, 10)).length, 1);
        return given;
      });
      assert.deepEqual(offsets, [2]);
      assertWhole(await service.bus.read(topic, 0, 10), ['before', 'inside']);
    },
  },
  {
    name: 'a transaction that is rolled back publishes nothing and leaves no gap',
    run: async (ground, topic) => {
      await using service = ground.open();
      await service.bus.publish(topic, [{ value: 'first' }]);
      const rolledBack = service.database.inTransaction(async (transaction) => {
        await service.bus.publishWithin(transaction, topic, [{ value: 'ghost' }]);
        throw new Unwanted();
      });
      await assert.rejects(rolledBack, Unwanted);
      assert.deepEqual(await service.bus.publish(topic, [{ value: 'second' }]), [2]);
      assertWhole(await service.bus.read(topic, 0, 10), ['first', 'second']);
    },
  },
  {
    name: 'an event whose transaction commits late is not skipped by a consumer that is already waiting',
    run: async (ground, topic) => {
      await using service = ground.open();
      await service.bus.publish(topic, [{ value: 'start' }]);
      await using collected = collect(ground, service, topic, { after: 0 });
      await collected.waitFor(1);
      const published = Promise.withResolvers<void>();
      const mayCommit = Promise.withResolvers<void>();
      const slow = service.database.inTransaction(async (transaction) => {
        await service.bus.publishWithin(transaction, topic, [{ value: 'slow' }]);
        published.resolve();
        await mayCommit.promise;
      });
      await published.promise;
      const quick = service.bus.publish(topic, [{ value: 'quick' }]);
      // A bus may let the second publisher commit first, or make it wait. Where it commits, let the consumer see it.
      const overtook = await withTimeout(quick, 300);
      if (overtook !== undefined) await collected.waitForValue('quick');
      mayCommit.resolve();
      await Promise.all([slow, quick]);
      await collected.waitFor(3);
      assertUnbroken(collected.events);
      assert.deepEqual(new Set(collected.events.map((event) => event.value)), new Set(['start', 'slow', 'quick']));
    },
  },
  {
    name: 'eight publishers at once, some rolling back, make one sequence that keeps the order of each',
    run: async (ground, topic) => {
      await using service = ground.open();
      await using collected = collect(ground, service, topic, { after: 0 });
      const acknowledged = new Map<number, string>();
      const publisher = async (number: number): Promise<void> => {
        for (let turn = 0; turn < 20; turn += 1) {
          const value = `${number}:${turn}`;
          const work = service.database.inTransaction(async (transaction) => {
            const [offset = 0] = await service.bus.publishWithin(transaction, topic, [{ value }]);
            if (turn % 5 === 4) throw new Unwanted();
            return offset;
          });
          if (turn % 5 === 4) await assert.rejects(work, Unwanted);
          else acknowledged.set(await work, value);
        }
      };
      await Promise.all(Array.from({ length: 8 }, (_, number) => publisher(number)));
      await collected.waitFor(128);
      assertUnbroken(collected.events);
      assert.deepEqual(new Map(collected.events.map((event) => [event.offset, event.value])), acknowledged);
      for (let number = 0; number < 8; number += 1) {
        const turns = collected.events
          .map((event) => String(event.value).split(':').map(Number))
          .filter(([publisherNumber]) => publisherNumber === number)
          .map(([, turn]) => turn);
        assert.deepEqual(
          turns,
          turns.toSorted((left = 0, right = 0) => left - right),
        );
      }
    },
  },
];
