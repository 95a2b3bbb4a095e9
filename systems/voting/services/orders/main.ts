/** The order service: takes orders and cancellations, and publishes each on `order-events` in its own transaction. */

import { monotonicClock } from '@temblor/foundation/clock/clock';
import { pollUntil } from '@temblor/foundation/concurrency/wait';
import { openPostgresqlBus } from '@temblor/kit/bus/postgresql/open-postgresql-bus';
import { openDatabase } from '@temblor/kit/database/open-database';
import { plantedBug, readEnvironment, serviceEnvironment } from '@temblor/kit/service/environment';
import { runService } from '@temblor/kit/service/run-service';
import type { ServiceParts } from '@temblor/kit/service/start-service';
import { z } from 'zod';
import { plantedBugs } from '../../planted-bugs.ts';
import { recordRequests } from '../../tables/request-recorder.ts';
import type { VotingTables } from '../../tables/voting-tables.ts';
import { keepHouse } from './housekeeping.ts';
import { OrderBook } from './order-book.ts';
import { addOrderRoutes } from './order-routes.ts';

const ordersEnvironment = serviceEnvironment.extend({
  POSTGRES_URL: z.string().startsWith('postgres'),
  PLANTED_BUG: plantedBug(plantedBugs),
});

async function build(parts: ServiceParts, environment: z.infer<typeof ordersEnvironment>): Promise<void> {
  const { app, logger, metrics, resources, closing } = parts;
  const instance = environment.INSTANCE_ID;
  const database = resources.use(
    openDatabase<VotingTables>({
      url: environment.POSTGRES_URL,
      maxConnections: 8,
      applicationName: instance,
      statementTimeoutMs: 1500,
      onError: (error) => logger.warn({ err: error }, 'an idle connection to the database broke'),
    }),
  );
  const bus = resources.use(
    openPostgresqlBus({
      database,
      onTrouble: (error) => logger.warn({ err: error }, 'the bus is in trouble; trying again'),
    }),
  );
  const book = new OrderBook(database, bus, environment.PLANTED_BUG);
  resources.use(recordRequests({ metrics, database, logger, service: 'orders', instance }));
  resources.use(keepHouse(database, logger));
  addOrderRoutes(app, book);

  let stocked = false;
  parts.setHealth(() => ({ ready: stocked }));
  const stockUp = async () => {
    try {
      await book.stockUp();
      return true;
    } catch (error) {
      logger.warn({ err: error }, 'the stock could not be read; trying again');
      return false;
    }
  };
  const stocking = pollUntil(stockUp, { timeoutMs: Number.POSITIVE_INFINITY, intervalMs: 100, signal: closing });
  stocking.then(
    () => {
      stocked = true;
    },
    () => undefined,
  );
  resources.defer(() => stocking.then(undefined, () => undefined).then(() => undefined));
}

await runService(() => {
  const environment = readEnvironment(process.env, ordersEnvironment);
  return {
    name: 'orders',
    title: 'Orders',
    description: 'Takes orders and cancellations; each commits together with the event that tells of it.',
    environment,
    clock: monotonicClock,
    build: (parts) => build(parts, environment),
  };
});
