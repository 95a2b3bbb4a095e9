/** Notifications: shows each message once, however often it arrives. Not critical: reservations stand without it. */
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
import type { NotificationsFlags } from './notifications-routes.ts';
import { addNotificationsRoutes } from './notifications-routes.ts';
import { notificationsRules } from './notifications-rules.ts';
import { notificationsTables } from './notifications-tables.ts';

const notificationsEnvironment = serviceEnvironment.extend({
  NOTIFICATIONS_DB_URL: z.string().startsWith('postgres'),
  PLANTED_BUG: plantedBug(plantedBugs),
});

function build(parts: ServiceParts, environment: z.infer<typeof notificationsEnvironment>): void {
  const flags = openFlags<NotificationsFlags>(parts, environment, { down: { schema: z.boolean() } });
  const crashPoints = openCrashPoints(parts, environment);
  const store = openServiceStore(parts, {
    url: environment.NOTIFICATIONS_DB_URL,
    instance: environment.INSTANCE_ID,
    tables: notificationsTables,
    probed: 'notifications',
    crashPoints,
  });
  const context = () => ({ nowMs: Date.now(), bug: environment.PLANTED_BUG });
  const answer = answerCalls('notifications', notificationsRules, store, context);
  addNotificationsRoutes(parts.app, { answer, store, flags });
}

await runService(() => {
  const environment = readEnvironment(process.env, notificationsEnvironment);
  return {
    name: 'notifications',
    title: 'Notifications',
    description: 'Takes messages that arrive at least once, and shows each of them once.',
    environment,
    clock: monotonicClock,
    build: (parts) => build(parts, environment),
  };
});
