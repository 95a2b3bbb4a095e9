/** The gateway: the one entrance for clients, which takes so many reservations at a time and no more. */
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { openCrashPointClient } from '@temblor/kit/crash-points/crash-point-client';
import { openCrashPoints } from '@temblor/kit/crash-points/crash-point-routes';
import { openBalancedClient } from '@temblor/kit/http/balanced-client';
import { readEnvironment, serviceEnvironment, urlList } from '@temblor/kit/service/environment';
import { runService } from '@temblor/kit/service/run-service';
import type { ServiceParts } from '@temblor/kit/service/start-service';
import { bulkhead } from '@temblor/resilience/bulkhead/bulkhead';
import { systemSurroundings } from '@temblor/resilience/time/system-surroundings';
import { z } from 'zod';
import { addGatewayRoutes } from './gateway-routes.ts';

const gatewayEnvironment = serviceEnvironment.extend({
  RESERVATIONS_URLS: urlList,
  /** How many reservations may be under way at a time, and how many may wait for a place. */
  MAX_INFLIGHT: z.coerce.number().int().min(1).max(100_000).default(10),
  MAX_QUEUE: z.coerce.number().int().min(0).max(100_000).default(0),
});

/** How long a reservation may take, from the client's request to its answer. */
const timeoutMs = 5000;

function build(parts: ServiceParts, environment: z.infer<typeof gatewayEnvironment>): void {
  const { app, resources } = parts;
  const { RESERVATIONS_URLS: urls, MAX_INFLIGHT: limit, MAX_QUEUE: queueLimit } = environment;
  const surroundings = systemSurroundings();
  const { time } = surroundings;
  const crashPoints = openCrashPoints(parts, environment);
  // Those that look at a reservation have no place in the bulkhead.
  const balanced = openBalancedClient(urls, { timeoutMs, connections: limit + 16 }, time);
  const client = resources.use(
    crashPoints === undefined
      ? balanced
      : openCrashPointClient(balanced, crashPoints, { service: 'reservations', timeoutMs }),
  );
  addGatewayRoutes(app, {
    ...{ client, time, timeoutMs },
    bulkhead: bulkhead({ name: 'reservations', limit, queueLimit }, surroundings),
  });
}

await runService(() => {
  const environment = readEnvironment(process.env, gatewayEnvironment);
  return {
    name: 'gateway',
    title: 'Gateway',
    description: 'The entrance for clients: takes so many reservations at a time, each for five seconds at most.',
    environment,
    clock: monotonicClock,
    build: (parts) => build(parts, environment),
  };
});
