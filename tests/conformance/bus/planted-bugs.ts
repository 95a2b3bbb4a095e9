/** Buses with the errors that are commonly made. Each must be caught by the suite. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Bus, EventHandler, NewEvent, SubscribeOptions, Subscription } from '@temblor/kit/bus/bus';
import { openPostgresqlBus } from '@temblor/kit/bus/postgresql/open-postgresql-bus';
import type { DatabasePort } from '@temblor/kit/database/open-database';
import type { QueryExecutorProvider } from 'kysely';
import { sql } from 'kysely';
import type { OpenBus } from './postgresql-ground.ts';
import { neverLooking } from './postgresql-ground.ts';

interface PlantedBug {
  readonly name: string;
  /** The scenario that must throw. */
  readonly caughtBy: string;
  readonly open: OpenBus;
}

/** A working bus with some of its methods replaced. */
function variant(database: DatabasePort, onTrouble: (error: unknown) => void, make: (bus: Bus) => Partial<Bus>): Bus {
  const bus = openPostgresqlBus({ database, onTrouble, ...neverLooking });
  const original: Bus = {
    publish: (topic, events) => bus.publish(topic, events),
    publishWithin: (transaction, topic, events) => bus.publishWithin(transaction, topic, events),
    read: (topic, after, limit) => bus.read(topic, after, limit),
    latest: (topic) => bus.latest(topic),
    subscribe: (topic, options, handler) => bus.subscribe(topic, options, handler),
    positionOf: (topic, group) => bus.positionOf(topic, group),
    advanceWithin: (transaction, topic, group, offset) => bus.advanceWithin(transaction, topic, group, offset),
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  };
  return { ...original, ...make(bus) };
}

/** Offsets from a sequence: given before the commit, and never given back. Its consumer trusts them. */
const identityOffsets: OpenBus = (database, onTrouble) =>
  variant(database, onTrouble, (bus) => {
    const append = async (executor: QueryExecutorProvider, topic: string, events: readonly NewEvent[]) => {
      const offsets: number[] = [];
      for (const { value } of events) {
        const { rows } = await sql<{ offset: number }>`
          INSERT INTO bus_event (topic, "offset", value)
          VALUES (${topic}, nextval(${`planted_${topic}`}), ${JSON.stringify(value)}::json) RETURNING "offset"
        `.execute(executor);
        offsets.push(rows[0]?.offset ?? 0);
      }
      return offsets;
    };
    return {
      publish: async (topic, events) => {
        await bus.latest(topic);
        await sql`CREATE SEQUENCE IF NOT EXISTS ${sql.id(`planted_${topic}`)}`.execute(database.executor);
        return append(database.executor, topic, events);
      },
      publishWithin: append,
      subscribe: (topic, options, handler) => trustingSubscription(bus, topic, options, handler),
    };
  });

/** Delivers whatever it reads beyond the last offset that it saw. */
function trustingSubscription(bus: Bus, topic: string, options: SubscribeOptions, handler: EventHandler): Subscription {
  const closing = new AbortController();
  let position = options.after === 'latest' ? 0 : options.after;
  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const events = await bus.read(topic, position, 100);
      await handler(events);
      position = events.at(-1)?.offset ?? position;
      await delay(10, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };
  const running = run();
  const close = async (): Promise<void> => {
    closing.abort();
    await running;
  };
  return { position, caughtUp: Promise.resolve(), close, [Symbol.asyncDispose]: close };
}

/** Publishes beside the transaction. */
const besideTransaction: OpenBus = (database, onTrouble) =>
  variant(database, onTrouble, (bus) => ({
    publishWithin: (_transaction, topic, events) => bus.publish(topic, events),
  }));

/** Takes what its handler refused for done. */
const atMostOnce: OpenBus = (database, onTrouble) =>
  variant(database, onTrouble, (bus) => ({
    subscribe: (topic, options, handler) =>
      bus.subscribe(topic, options, async (events) => {
        try {
          await handler(events);
        } catch (error) {
          onTrouble(error);
        }
      }),
  }));

/** Is over after the first trouble. */
const endsAtTrouble: OpenBus = (database, onTrouble) =>
  variant(database, onTrouble, (bus) => ({
    subscribe: (topic, options, handler) => {
      const subscription = bus.subscribe(
        topic,
        {
          ...options,
          onTrouble: (error) => {
            options.onTrouble?.(error);
            void subscription.close();
          },
        },
        handler,
      );
      return subscription;
    },
  }));

/** Opens a bus that hears no notification. @param looking how often it looks by itself; as buses do where empty. */
export function openDeafBus(
  database: DatabasePort,
  onTrouble: (error: unknown) => void,
  looking: Partial<typeof neverLooking>,
): Bus {
  const connect: DatabasePort['connect'] = () => Promise.reject(new Error('no connection to listen on'));
  return openPostgresqlBus({ database: connectingBy(database, connect), onTrouble, ...looking });
}

/** Hears no notification. */
const deaf: OpenBus = (database, onTrouble) => openDeafBus(database, onTrouble, neverLooking);

/** Hears notifications until its connection is lost, and does not connect again. */
const deafAfterLoss: OpenBus = (database, onTrouble) => {
  let connections = 0;
  const connect: DatabasePort['connect'] = () => {
    connections += 1;
    return connections === 1 ? database.connect() : Promise.reject(new Error('no second connection to listen on'));
  };
  return openPostgresqlBus({ database: connectingBy(database, connect), onTrouble, ...neverLooking });
};

function connectingBy(database: DatabasePort, connect: DatabasePort['connect']): DatabasePort {
  return { ...database, inTransaction: (work) => database.inTransaction(work), connect };
}

/** Loses a group's stored offset. */
const forgetsPosition: OpenBus = (database, onTrouble) =>
  variant(database, onTrouble, (bus) => ({
    advanceWithin: async (transaction, topic, group, offset) => {
      await bus.advanceWithin(transaction, topic, group, offset);
      return 0;
    },
  }));

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'offsets from a sequence skip an event that commits late',
    caughtBy: 'an event whose transaction commits late is not skipped by a consumer that is already waiting',
    open: identityOffsets,
  },
  {
    name: 'offsets from a sequence leave a gap after a rollback',
    caughtBy: 'a transaction that is rolled back publishes nothing and leaves no gap',
    open: identityOffsets,
  },
  {
    name: 'an event published beside its transaction survives the rollback',
    caughtBy: 'a transaction that is rolled back publishes nothing and leaves no gap',
    open: besideTransaction,
  },
  {
    name: 'events that the handler refused are taken for done',
    caughtBy: 'a batch whose handler threw comes again and nothing is skipped',
    open: atMostOnce,
  },
  {
    name: 'a subscription does not go on after the loss of its connection',
    caughtBy: 'events published while a consumer is cut off are delivered once it is back',
    open: endsAtTrouble,
  },
  {
    name: 'a subscription hears no notification',
    caughtBy: 'a consumer is woken by each publication of another process',
    open: deaf,
  },
  {
    name: 'a subscription hears no notification any more after the loss of its connection',
    caughtBy: 'a consumer is woken again after its connections were cut',
    open: deafAfterLoss,
  },
  {
    name: 'the offset of a group is not respected',
    caughtBy: 'two members of a group that die after their commits apply every event exactly once',
    open: forgetsPosition,
  },
];
