import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { pollUntil, withTimeout } from '@temblor/foundation/concurrency/wait';
import { DatabaseFailure } from '@temblor/kit/database/database-failure';
import type { ServiceOnBus } from './bus-ground.ts';
import { assertUnbroken, collect } from './collected.ts';
import type { BusScenario } from './scenario.ts';

interface Outcomes {
  readonly acknowledged: Set<string>;
  readonly unknown: Set<string>;
  readonly refused: Set<string>;
}

/** Publishes until told to stop, and keeps what it knows of each event. */
async function publishThroughTrouble(
  service: ServiceOnBus,
  topic: string,
  publisher: string,
  outcomes: Outcomes,
  stop: AbortSignal,
): Promise<void> {
  for (let turn = 0; !stop.aborted; turn += 1) {
    const value = `${publisher}:${turn}`;
    try {
      await service.database.inTransaction((transaction) => service.bus.publishWithin(transaction, topic, [{ value }]));
      outcomes.acknowledged.add(value);
    } catch (error) {
      assert.ok(error instanceof DatabaseFailure, String(error));
      outcomes[error.outcome === 'unknown' ? 'unknown' : 'refused'].add(value);
      await delay(5);
    }
  }
}

/** A consumer that stores its effect and its offset in one transaction, and loses its mind now and then. */
async function consumeWithState(service: ServiceOnBus, topic: string, signal: AbortSignal): Promise<void> {
  const { bus, database } = service;
  for (let life = 1; !signal.aborted; life += 1) {
    const after = await bus.positionOf(topic, 'suite');
    const died = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => died.resolve());
    let batches = 0;
    await using _ = bus.subscribe(topic, { after, batchSize: 5 }, async (events) => {
      await database.inTransaction(async (transaction) => {
        const stood = await bus.advanceWithin(transaction, topic, 'suite', events.at(-1)?.offset ?? 0);
        for (const event of events.filter(({ offset }) => offset > stood)) {
          await transaction
            .insertInto('bus_suite_effect')
            .values({ topic, id: String(event.value), applied: 1 })
            .onConflict((conflict) =>
              conflict
                .columns(['topic', 'id'])
                .doUpdateSet((update) => ({ applied: update('bus_suite_effect.applied', '+', 1) })),
            )
            .execute();
        }
      });
      batches += 1;
      if (batches > life) {
        died.resolve();
        // The transaction is committed: what comes again must have no second effect.
        throw new Error('died after the commit');
      }
    });
    await died.promise;
  }
}

export const lossScenarios: readonly BusScenario[] = [
  {
    name: 'with the connections cut again and again, what was acknowledged arrives once and in order, what was refused never',
    run: async (ground, topic) => {
      await using publisher = ground.open();
      await using consumer = ground.open();
      await using collected = collect(ground, consumer, topic, { after: 0 });
      const outcomes: Outcomes = { acknowledged: new Set(), unknown: new Set(), refused: new Set() };
      const stop = new AbortController();
      const publishing = ['a', 'b', 'c', 'd'].map((name) =>
        publishThroughTrouble(publisher, topic, name, outcomes, stop.signal),
      );
      for (let round = 1; round <= 5; round += 1) {
        const enough = outcomes.acknowledged.size + 20;
        const published = await pollUntil(() => outcomes.acknowledged.size >= enough, {
          timeoutMs: ground.patienceMs,
          intervalMs: 2,
        });
        assert.ok(published, `publishing did not go on after cut ${round - 1}`);
        ground.cut();
        await delay(20 * round);
        ground.restore();
      }
      const enough = outcomes.acknowledged.size + 20;
      assert.ok(
        await pollUntil(() => outcomes.acknowledged.size >= enough, { timeoutMs: ground.patienceMs, intervalMs: 2 }),
        'publishing did not go on',
      );
      stop.abort();
      await Promise.all(publishing);
      const published = await publisher.bus.latest(topic);
      await collected.waitFor(published);
      assertUnbroken(collected.events);
      const delivered = collected.events.map((event) => String(event.value));
      assert.equal(new Set(delivered).size, delivered.length, 'an event was published twice');
      for (const value of outcomes.acknowledged) assert.ok(delivered.includes(value), `${value} was lost`);
      for (const value of outcomes.refused)
        assert.ok(!delivered.includes(value), `${value} was refused, yet published`);
      assert.ok(consumer.troubles.length > 0);
    },
  },
  {
    name: 'events published while a consumer is cut off are delivered once it is back',
    run: async (ground, topic) => {
      await using service = ground.open();
      await service.bus.publish(topic, [{ value: 'before' }]);
      const inTrouble = Promise.withResolvers<true>();
      await using collected = collect(ground, service, topic, { after: 0, onTrouble: () => inTrouble.resolve(true) });
      await collected.waitFor(1);
      // It hears what is announced, and so of the cut as well.
      await service.bus.publish(topic, [{ value: 'announced' }]);
      await collected.waitFor(2);
      ground.cut();
      assert.ok(await withTimeout(inTrouble.promise, ground.patienceMs), 'the consumer did not notice');
      await assert.rejects(service.bus.publish(topic, [{ value: 'lost' }]), DatabaseFailure);
      ground.restore();
      await pollUntil(() => service.bus.publish(topic, [{ value: 'after' }]).catch(() => false as const), {
        timeoutMs: ground.patienceMs,
        intervalMs: 10,
      });
      await collected.waitForValue('after');
      assertUnbroken(collected.events);
    },
  },
  {
    name: 'a consumer is woken again after its connections were cut',
    run: async (ground, topic) => {
      await using publisher = ground.open();
      await using consumer = ground.open();
      let arrived: (value: true) => void = () => undefined;
      const inTrouble = Promise.withResolvers<true>();
      await using subscription = consumer.bus.subscribe(
        topic,
        { after: 'latest', onTrouble: () => inTrouble.resolve(true) },
        () => arrived(true),
      );
      await subscription.caughtUp;
      const first = Promise.withResolvers<true>();
      arrived = first.resolve;
      await publisher.bus.publish(topic, [{ value: 'announced' }]);
      assert.ok(await withTimeout(first.promise, ground.patienceMs), 'nothing is announced');
      ground.cut();
      assert.ok(await withTimeout(inTrouble.promise, ground.patienceMs), 'the consumer did not notice');
      ground.restore();
      // One look may follow from the cut itself; all others from a publication.
      for (let published = 1; published <= 5; published += 1) {
        const arrival = Promise.withResolvers<true>();
        arrived = arrival.resolve;
        const publish = () => publisher.bus.publish(topic, [{ value: 'hello' }]).catch(() => undefined);
        const isPublished = await pollUntil(publish, { timeoutMs: ground.patienceMs, intervalMs: 10 });
        assert.ok(isPublished, 'publishing did not go on');
        assert.ok(await withTimeout(arrival.promise, ground.patienceMs), `event ${published} was not announced`);
      }
    },
  },
  {
    name: 'a consumer subscribed while the servers are away starts when they are back',
    run: async (ground, topic) => {
      await using service = ground.open();
      await service.bus.publish(topic, [{ value: 'waiting' }]);
      ground.cut();
      await using late = ground.open();
      await using collected = collect(ground, late, topic, { after: 0 });
      assert.ok(await pollUntil(() => late.troubles.length > 0, { timeoutMs: ground.patienceMs, intervalMs: 5 }));
      assert.equal(collected.subscription.position, 0);
      ground.restore();
      await collected.waitFor(1);
    },
  },
  {
    name: 'two members of a group that die after their commits apply every event exactly once',
    run: async (ground, topic) => {
      await using service = ground.open();
      await using first = ground.open();
      await using second = ground.open();
      const stop = new AbortController();
      const members = [consumeWithState(first, topic, stop.signal), consumeWithState(second, topic, stop.signal)];
      const values = Array.from({ length: 120 }, (_, index) => `event-${index}`);
      for (const value of values) await service.bus.publish(topic, [{ value }]);
      const rows = (): Promise<{ id: string; applied: number }[]> =>
        service.database.queries
          .selectFrom('bus_suite_effect')
          .select(['id', 'applied'])
          .where('topic', '=', topic)
          .execute();
      const complete = await pollUntil(async () => (await rows()).length >= values.length, {
        timeoutMs: 2 * ground.patienceMs,
        intervalMs: 20,
      });
      stop.abort();
      await Promise.all(members);
      assert.ok(complete, `only ${(await rows()).length} of ${values.length} events took effect`);
      const applied = (await rows()).filter((row) => row.applied !== 1);
      assert.deepEqual(applied, [], 'applied more than once');
      assert.equal(await service.bus.positionOf(topic, 'suite'), values.length);
    },
  },
];
