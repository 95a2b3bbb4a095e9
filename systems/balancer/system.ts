/** The balancer and its image servers as the laboratory runs them. */
import { defineSystem } from '@temblor/lab/system/define-system';
import { experiments } from './experiments.ts';
import { spanish } from './spanish.ts';

/** Three image servers behind a load balancer; see the README beside this file. */
export const balancer = defineSystem({
  name: 'balancer',
  title: 'Balancer: one entrance, many replicas',
  description:
    'Three image servers behind a load balancer that checks their health, opens a breaker for each, asks another one ' +
    'where one fails, and takes whoever comes back in again.',
  services: {
    image: {
      run: { module: new URL('./services/image/main.ts', import.meta.url) },
      replicas: 3,
      ports: [8001, 8002, 8003],
      faultSwitch: '/inject-failure',
      health: { readyWithinMs: 30_000 },
    },
    balancer: {
      run: { module: new URL('./services/balancer/main.ts', import.meta.url) },
      ports: [8000],
      health: { path: '/_lb/health', readyWithinMs: 30_000 },
      calls: ['image'],
    },
  },
  entrances: ['balancer'],
  actions: {
    whoami: { service: 'balancer', method: 'GET', path: '/whoami', title: 'Ask who answers' },
    stats: { service: 'balancer', method: 'GET', path: '/_lb/stats', title: 'Statistics of every replica' },
    strategy: { service: 'balancer', method: 'PUT', path: '/_lb/strategy', title: 'Use another strategy' },
    drain: {
      service: 'balancer',
      method: 'POST',
      path: '/_lb/replicas/{replica}/drain',
      title: 'Send a replica nothing new',
    },
    resume: {
      service: 'balancer',
      method: 'POST',
      path: '/_lb/replicas/{replica}/resume',
      title: 'Take a drained replica in again',
    },
  },
  experiments,
  spanish,
});
