/** Inventory: the seats of events, held for a reservation and sold to it. Several instances share one store. */
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { openCrashPoints } from '@temblor/kit/crash-points/crash-point-routes';
import { openFlags } from '@temblor/kit/flags/flag-routes';
import { plantedBug, readEnvironment, serviceEnvironment } from '@temblor/kit/service/environment';
import { runService } from '@temblor/kit/service/run-service';
import type { ServiceParts } from '@temblor/kit/service/start-service';
import { RepeatedWork } from '@temblor/kit/waiting/repeated-work';
import { systemTime } from '@temblor/resilience/time/system-time';
import { z } from 'zod';
import { plantedBugs } from '../../planted-bugs.ts';
import { answerCalls } from '../service-calls/answer-calls.ts';
import { openServiceStore } from '../service-calls/open-service-store.ts';
import { sweepHolds } from './hold-sweeper.ts';
import type { InventoryFlags } from './inventory-routes.ts';
import { addInventoryRoutes } from './inventory-routes.ts';
import { inventoryRules } from './inventory-rules.ts';
import { inventoryTables } from './inventory-tables.ts';
import { SeatReporter } from './seat-reporter.ts';

const inventoryEnvironment = serviceEnvironment.extend({
  INVENTORY_DB_URL: z.string().startsWith('postgres'),
  /** How long seats are held for a reservation that is not confirmed. */
  HOLD_LEASE_MS: z.coerce.number().int().min(100).default(15_000),
  PLANTED_BUG: plantedBug(plantedBugs),
});
type InventoryEnvironment = z.infer<typeof inventoryEnvironment>;

/** How often the journal is told of seats, and holds whose lease ended are looked for. */
const everyMs = 500;

function build(parts: ServiceParts, environment: InventoryEnvironment): void {
  const { app, logger, facts, clock, resources } = parts;
  const instance = environment.INSTANCE_ID;
  const flags = openFlags<InventoryFlags>(parts, environment, { crash: { schema: z.boolean() } });
  const crashPoints = openCrashPoints(parts, environment);
  const store = openServiceStore(parts, {
    url: environment.INVENTORY_DB_URL,
    instance,
    tables: inventoryTables,
    probed: 'events',
    crashPoints,
  });
  const rules = inventoryRules({ holdLeaseMs: environment.HOLD_LEASE_MS });
  const context = () => ({ nowMs: Date.now(), bug: environment.PLANTED_BUG });
  const reporter = new SeatReporter({ instance, store, facts, clock });
  const changed = (eventId: string) => reporter.changed(eventId);
  addInventoryRoutes(app, { answer: answerCalls('inventory', rules, store, context), store, flags, changed });

  const repeat = (work: () => Promise<void>, onTrouble: (error: unknown) => void) =>
    resources.use(
      new RepeatedWork({
        time: systemTime,
        work: () => work().then(() => everyMs),
        afterFailureMs: everyMs,
        onTrouble,
      }),
    );
  const onUnswept = (error: unknown) => logger.warn({ err: error }, 'holds were not swept; trying again');
  repeat(() => sweepHolds(rules, store, context(), changed), onUnswept);
  const onUntold = (error: unknown) => logger.warn({ err: error }, 'seats were not told of; trying again');
  resources.defer(() => reporter.tell().catch(onUntold));
  repeat(() => reporter.tell(), onUntold);
}

await runService(() => {
  const environment = readEnvironment(process.env, inventoryEnvironment);
  return {
    name: 'inventory',
    title: 'Inventory',
    description: 'The seats of events: held for a reservation under a lease, sold to it, and given back.',
    environment,
    clock: monotonicClock,
    build: (parts) => build(parts, environment),
  };
});
