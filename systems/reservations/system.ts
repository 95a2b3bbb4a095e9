/** The reservations as the laboratory runs them. */
import { defineSystem } from '@temblor/lab/system/define-system';
import { experiments } from './experiments.ts';
import { raceForSeats } from './race/race-declaration.ts';
import { spanish } from './spanish.ts';

/** Seats sold by a saga over services that fail; see the README beside this file. */
export const reservations = defineSystem({
  name: 'reservations',
  title: 'Reservations: a saga over services that fail',
  description:
    'A gateway takes reservations, an orchestrator takes each through a durable saga over inventory and payments, and a ' +
    'notification follows: whatever fails, nobody is charged for seats that they did not get, and no seat is sold twice.',
  services: {
    gateway: {
      run: { module: new URL('./services/gateway/main.ts', import.meta.url), youngGenerationMb: 4 },
      ports: [5000],
      calls: ['reservations'],
      environment: { MAX_INFLIGHT: '100' },
      faultSwitch: '/inject-failure',
      wrongAnswers: false,
    },
    reservations: {
      run: { module: new URL('./services/reservations/main.ts', import.meta.url), youngGenerationMb: 8 },
      ports: [5001],
      calls: ['inventory', 'payments', 'notifications', 'reservations-db'],
      faultSwitch: '/inject-failure',
      wrongAnswers: false,
      flagSwitch: '/chaos',
      flags: { db_flapping: true },
    },
    inventory: {
      run: { module: new URL('./services/inventory/main.ts', import.meta.url), youngGenerationMb: 4 },
      replicas: 2,
      ports: [5002, 5005],
      calls: ['inventory-db'],
      faultSwitch: '/inject-failure',
      wrongAnswers: false,
      flagSwitch: '/chaos',
      flags: { crash: true },
    },
    payments: {
      run: { module: new URL('./services/payments/main.ts', import.meta.url), youngGenerationMb: 4 },
      ports: [5003],
      calls: ['payments-db'],
      faultSwitch: '/inject-failure',
      wrongAnswers: false,
      flagSwitch: '/chaos',
      flags: { latency_seconds: 5 },
    },
    notifications: {
      run: { module: new URL('./services/notifications/main.ts', import.meta.url), youngGenerationMb: 4 },
      ports: [5004],
      calls: ['notifications-db'],
      faultSwitch: '/inject-failure',
      wrongAnswers: false,
      flagSwitch: '/chaos',
      flags: { down: true },
    },
  },
  stores: {
    'reservations-db': {
      kind: 'postgresql',
      database: 'reservations',
      schema: new URL('./services/reservations/schema.sql', import.meta.url),
    },
    'inventory-db': {
      kind: 'postgresql',
      database: 'inventory',
      schema: new URL('./services/inventory/schema.sql', import.meta.url),
    },
    'payments-db': {
      kind: 'postgresql',
      database: 'payments',
      schema: new URL('./services/payments/schema.sql', import.meta.url),
    },
    'notifications-db': {
      kind: 'postgresql',
      database: 'notifications',
      schema: new URL('./services/notifications/schema.sql', import.meta.url),
    },
  },
  entrances: ['gateway', 'inventory'],
  actions: {
    reserve: { service: 'gateway', method: 'POST', path: '/reserve', title: 'Reserve seats' },
    reservation: {
      service: 'gateway',
      method: 'GET',
      path: '/reservations/{reservation}',
      title: 'What became of a reservation',
    },
    event: { service: 'inventory', method: 'GET', path: '/events/{event}', title: 'The seats of an event' },
    queue: {
      service: 'reservations',
      method: 'GET',
      path: '/operator/queue',
      title: 'Sagas whose undoing keeps failing',
    },
    retry: {
      service: 'reservations',
      method: 'POST',
      path: '/operator/queue/{reservation}/retry',
      title: 'Try again at once what a saga waits for',
    },
  },
  race: raceForSeats,
  experiments,
  spanish,
});
