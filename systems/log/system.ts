/** The log as the laboratory runs it. */
import { defineSystem } from '@temblor/lab/system/define-system';
import { experiments } from './experiments.ts';
import { spanish } from './spanish.ts';

/** Three nodes that keep one log; see the README beside this file. */
export const log = defineSystem({
  name: 'log',
  title: 'Log: three nodes, one order',
  description:
    'Three nodes keep the same messages in the same order, under logical clocks: an elected leader orders them and ' +
    'replicates them to the others before it acknowledges any. When it dies another is elected.',
  services: {
    node: {
      run: { module: new URL('./services/node/main.ts', import.meta.url), youngGenerationMb: 8 },
      replicas: 3,
      ports: [8001, 8002, 8003],
      calls: ['node'],
      dataFolder: true,
      health: { readyWithinMs: 30_000 },
    },
  },
  entrances: ['node'],
  actions: {
    state: { service: 'node', method: 'GET', path: '/state', title: 'Ask a node who it is, and who leads' },
    messages: { service: 'node', method: 'GET', path: '/messages?after={after}&limit={limit}', title: 'Read the log' },
    append: { service: 'node', method: 'POST', path: '/', title: 'Append a message' },
  },
  experiments,
  spanish,
});
