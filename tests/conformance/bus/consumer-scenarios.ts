import assert from 'node:assert/strict';
import { pollUntil, withTimeout } from '@temblor/foundation/concurrency/wait';
import type { BusEvent, NewEvent } from '@temblor/kit/bus/bus';
import { assertUnbroken, assertWhole, collect } from './collected.ts';
import type { BusScenario } from './scenario.ts';

function numbered(count: number): readonly NewEvent[] {
  return Array.from({ length: count }, (_, index) => ({ value: index + 1 }));
}

export const consumerScenarios: readonly BusScenario[] = [
  {
    name: 'a consumer replays from the offset that it names, in batches no larger than it asked for',
    run: async (ground, topic) => {
      await using service = ground.open();
      await service.bus.publish(topic, numbered(25));
      const sizes: number[] = [];
      const seen: BusEvent[] = [];
      await using subscription = service.bus.subscribe(topic, { after: 10, batchSize: 4 }, (events) => {
        sizes.push(events.length);
        seen.push(...events);
      });
      await subscription.caughtUp;
      assert.deepEqual(
        seen.map((event) => event.offset),
        Array.from({ length: 15 }, (_, index) => index + 11),
      );
      assert.ok(Math.max(...sizes) <= 4);
      assert.equal(subscription.position, 25);
    },
  },
  {
    name: 'a read is bounded by its limit and starts beyond its offset',
    run: async (ground, topic) => {
      await using service = ground.open();
      await service.bus.publish(topic, numbered(10));
      assert.deepEqual(
        (await service.bus.read(topic, 3, 4)).map((event) => event.offset),
        [4, 5, 6, 7],
      );
      assert.deepEqual(await service.bus.read(topic, 10, 4), []);
    },
  },
  {
    name: 'a consumer that starts at the latest event sees only what is published after it caught up',
    run: async (ground, topic) => {
      await using service = ground.open();
      await service.bus.publish(topic, numbered(5));
      await using collected = collect(ground, service, topic, { after: 'latest' });
      await collected.subscription.caughtUp;
      assert.equal(collected.subscription.position, 5);
      await service.bus.publish(topic, [{ value: 'new' }]);
      await collected.waitFor(1);
      assert.deepEqual(
        collected.events.map((event) => [event.offset, event.value]),
        [[6, 'new']],
      );
    },
  },
  {
    name: 'a consumer of a topic where nothing was published has caught up, and gets the first event',
    run: async (ground, topic) => {
      await using service = ground.open();
      await using collected = collect(ground, service, topic, { after: 0 });
      await collected.subscription.caughtUp;
      await service.bus.publish(topic, [{ value: 'first' }]);
      await collected.waitFor(1);
      assertWhole(collected.events, ['first']);
    },
  },
  {
    name: 'a consumer is woken by each publication of another process',
    run: async (ground, topic) => {
      await using publisher = ground.open();
      await using consumer = ground.open();
      await using collected = collect(ground, consumer, topic, { after: 'latest' });
      await collected.subscription.caughtUp;
      for (let turn = 1; turn <= 15; turn += 1) {
        await publisher.bus.publish(topic, [{ value: turn }]);
        await collected.waitFor(turn);
      }
      assertUnbroken(collected.events);
    },
  },
  {
    name: 'an event published while the handler is busy comes when it is done, and not with the next look',
    run: async (ground, topic) => {
      await using service = ground.open();
      const busy = Promise.withResolvers<void>();
      const mayFinish = Promise.withResolvers<void>();
      const second = Promise.withResolvers<true>();
      await using subscription = service.bus.subscribe(topic, { after: 'latest' }, async (events) => {
        if (events[0]?.value === 'second') second.resolve(true);
        busy.resolve();
        await mayFinish.promise;
      });
      await subscription.caughtUp;
      // Heard of by somebody else, the second event has been announced to the busy one too.
      await using other = collect(ground, service, topic, { after: 'latest' });
      await other.subscription.caughtUp;
      await service.bus.publish(topic, [{ value: 'first' }]);
      await busy.promise;
      await service.bus.publish(topic, [{ value: 'second' }]);
      await other.waitForValue('second');
      mayFinish.resolve();
      assert.ok(await withTimeout(second.promise, ground.patienceMs), 'it waited for the next look');
    },
  },
  {
    name: 'several consumers each get everything in order',
    run: async (ground, topic) => {
      await using first = ground.open();
      await using second = ground.open();
      await using all = collect(ground, first, topic, { after: 0 });
      await using small = collect(ground, first, topic, { after: 0, batchSize: 1 });
      await using other = collect(ground, second, topic, { after: 0, batchSize: 7 });
      for (let turn = 0; turn < 10; turn += 1) await second.bus.publish(topic, numbered(3));
      for (const collected of [all, small, other]) {
        await collected.waitFor(30);
        assertUnbroken(collected.events);
      }
    },
  },
  {
    name: 'a batch whose handler threw comes again and nothing is skipped',
    run: async (ground, topic) => {
      await using service = ground.open();
      await service.bus.publish(topic, numbered(6));
      const accepted: number[] = [];
      let refusals = 0;
      await using subscription = service.bus.subscribe(topic, { after: 0, batchSize: 2 }, async (events) => {
        if (events[0]?.offset === 3 && refusals < 2) {
          refusals += 1;
          throw new Error('not now');
        }
        accepted.push(...events.map((event) => event.offset));
      });
      assert.ok(
        await withTimeout(
          subscription.caughtUp.then(() => true as const),
          10_000,
        ),
        'never caught up',
      );
      assert.deepEqual(accepted, [1, 2, 3, 4, 5, 6]);
      assert.equal(refusals, 2);
      assert.equal(service.troubles.length, 2);
    },
  },
  {
    name: 'the handler is never called twice at once, and not at all once the subscription is closed',
    run: async (ground, topic) => {
      await using service = ground.open();
      let running = 0;
      let mostAtOnce = 0;
      let calls = 0;
      const subscription = service.bus.subscribe(topic, { after: 0, batchSize: 1 }, async () => {
        running += 1;
        calls += 1;
        mostAtOnce = Math.max(mostAtOnce, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
      });
      await service.bus.publish(topic, numbered(40));
      await pollUntil(() => calls >= 3, { timeoutMs: ground.patienceMs, intervalMs: 1 });
      await subscription.close();
      const callsWhenClosed = calls;
      assert.equal(running, 0);
      assert.equal(mostAtOnce, 1);
      await using later = collect(ground, service, topic, { after: 0 });
      await service.bus.publish(topic, [{ value: 'late' }]);
      await later.waitFor(41);
      assert.equal(calls, callsWhenClosed);
    },
  },
  {
    name: 'a consumer whose state is ahead of the topic is told so instead of waiting in silence',
    run: async (ground, topic) => {
      await using service = ground.open();
      await service.bus.publish(topic, numbered(2));
      const told = Promise.withResolvers<true>();
      await using _ = service.bus.subscribe(topic, { after: 9, onTrouble: () => told.resolve(true) }, () => undefined);
      assert.ok(await withTimeout(told.promise, ground.patienceMs));
    },
  },
];
