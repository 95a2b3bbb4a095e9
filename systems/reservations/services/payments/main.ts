/** Payments: a key is charged once, and refunded or voided once. */
import { monotonicClock } from '@temblor/foundation/clock/clock';
import { openCrashPoints } from '@temblor/kit/crash-points/crash-point-routes';
import { openFlags } from '@temblor/kit/flags/flag-routes';
import { plantedBug, readEnvironment, serviceEnvironment } from '@temblor/kit/service/environment';
import { runService } from '@temblor/kit/service/run-service';
import type { ServiceParts } from '@temblor/kit/service/start-service';
import { z } from 'zod';
import { plantedBugs } from '../../planted-bugs.ts';
import { answerCalls } from '../service-calls/answer-calls.ts';
import { openServiceStore } from '../service-calls/open-service-store.ts';
import type { PaymentsFlags } from './payments-routes.ts';
import { addPaymentsRoutes } from './payments-routes.ts';
import { paymentsRules } from './payments-rules.ts';
import { paymentsTables } from './payments-tables.ts';

const paymentsEnvironment = serviceEnvironment.extend({
  PAYMENTS_DB_URL: z.string().startsWith('postgres'),
  PLANTED_BUG: plantedBug(plantedBugs),
});

function build(parts: ServiceParts, environment: z.infer<typeof paymentsEnvironment>): void {
  const flags = openFlags<PaymentsFlags>(parts, environment, {
    latency_seconds: { schema: z.number().min(0).max(60) },
    latency_at: { schema: z.enum(['before', 'after']), refines: 'latency_seconds' },
  });
  const crashPoints = openCrashPoints(parts, environment);
  const store = openServiceStore(parts, {
    url: environment.PAYMENTS_DB_URL,
    instance: environment.INSTANCE_ID,
    tables: paymentsTables,
    probed: 'payments',
    crashPoints,
  });
  const context = () => ({ nowMs: Date.now(), bug: environment.PLANTED_BUG });
  addPaymentsRoutes(parts.app, { answer: answerCalls('payments', paymentsRules, store, context), store, flags });
}

await runService(() => {
  const environment = readEnvironment(process.env, paymentsEnvironment);
  return {
    name: 'payments',
    title: 'Payments',
    description: 'Charges a key once, gives it back once, and voids what has not arrived yet; the ledger tells of all.',
    environment,
    clock: monotonicClock,
    build: (parts) => build(parts, environment),
  };
});
