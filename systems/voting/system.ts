/** The voting system as the laboratory runs it. */
import { defineSystem } from '@temblor/lab/system/define-system';
import { experiments } from './experiments.ts';
import { spanish } from './spanish.ts';

/** A replicated inventory behind a majority voter; see the README beside this file. */
export const voting = defineSystem({
  name: 'voting',
  title: 'Voting: a replicated inventory behind a majority voter',
  description:
    'An order service publishes events, three inventory replicas apply them, a voter answers with what the majority ' +
    'says, and a monitor decides who is ON and who is OFF.',
  services: {
    orders: {
      run: { module: new URL('./services/orders/main.ts', import.meta.url) },
      ports: [5006],
      calls: ['postgres'],
    },
    inventory: {
      run: { module: new URL('./services/inventory/main.ts', import.meta.url) },
      replicas: 3,
      ports: [5001, 5002, 5003],
      calls: ['postgres'],
      faultSwitch: '/inject-failure',
    },
    monitor: {
      run: { module: new URL('./services/monitor/main.ts', import.meta.url) },
      ports: [5004],
      calls: ['inventory', 'orders', 'voter', 'postgres'],
    },
    voter: {
      run: { module: new URL('./services/voter/main.ts', import.meta.url) },
      ports: [5005],
      calls: ['inventory', 'monitor', 'postgres'],
    },
  },
  stores: {
    postgres: {
      kind: 'postgresql',
      database: 'experimento',
      schema: new URL('./schema.sql', import.meta.url),
    },
  },
  entrances: ['voter', 'orders'],
  dashboardPort: 5007,
  experiments,
  spanish,
});
