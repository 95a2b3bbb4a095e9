/** An inventory replica: applies `order-events` and answers what is in stock, at any of its last versions. */
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { openPostgresqlBus } from '@temblor/kit/bus/postgresql/open-postgresql-bus';
import { openDatabase } from '@temblor/kit/database/open-database';
import { plantedBug, readEnvironment, serviceEnvironment } from '@temblor/kit/service/environment';
import { runService } from '@temblor/kit/service/run-service';
import type { ServiceParts } from '@temblor/kit/service/start-service';
import { z } from 'zod';
import { plantedBugs } from '../../planted-bugs.ts';
import { recordRequests } from '../../tables/request-recorder.ts';
import type { VotingTables } from '../../tables/voting-tables.ts';
import { InventoryReplica } from './inventory-replica.ts';
import { addInventoryRoutes } from './inventory-routes.ts';
import { wrongInventory } from './wrong-answer.ts';

const inventoryEnvironment = serviceEnvironment.extend({
  POSTGRES_URL: z.string().startsWith('postgres'),
  PLANTED_BUG: plantedBug(plantedBugs),
});

function build(parts: ServiceParts, environment: z.infer<typeof inventoryEnvironment>): void {
  const { app, logger, metrics, resources, closing } = parts;
  const instance = environment.INSTANCE_ID;
  const database = resources.use(
    openDatabase<VotingTables>({
      url: environment.POSTGRES_URL,
      maxConnections: 2,
      applicationName: instance,
      onError: (error) => logger.warn({ err: error }, 'an idle connection to the database broke'),
    }),
  );
  const bus = resources.use(
    openPostgresqlBus({
      database,
      onTrouble: (error) => logger.warn({ err: error }, 'the bus is in trouble; trying again'),
    }),
  );
  resources.use(recordRequests({ metrics, database, logger, service: 'inventory', instance }));
  const bug = environment.PLANTED_BUG;
  const replica = resources.use(new InventoryReplica({ database, bus, logger, instance, bug, closing }));
  metrics.addGauge('inventory_offset', 'Events applied', () => replica.offset);
  parts.setHealth(() => ({ ready: replica.isReady, detail: { offset: replica.offset } }));
  addInventoryRoutes(app, replica, instance);
}

await runService(() => {
  const environment = readEnvironment(process.env, inventoryEnvironment);
  return {
    name: 'inventory',
    title: 'Inventory replica',
    description: 'What is in stock, folded from the events of orders; each answer bears the offset that it reflects.',
    environment,
    clock: monotonicClock,
    alterAnswer: wrongInventory(environment.INSTANCE_NUMBER),
    build: (parts) => build(parts, environment),
  };
});
