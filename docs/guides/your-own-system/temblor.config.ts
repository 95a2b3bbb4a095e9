/** A system that knows nothing of Temblor, declared: its programs, what it prints when it notices, what is done to it. */
import { defineConfig, defineSystem } from 'temblor';
import { newestWritesAreKept } from './newest-writes-are-kept.ts';

const keyValueStore = defineSystem({
  name: 'key-value',
  title: 'Key-value store',
  description: 'A front that writes to three replicas and reads from any one, in Python.',

  services: {
    replica: { run: { command: ['python3', 'replica.py', '{port}'] }, replicas: 3 },
    front: {
      run: { command: ['python3', 'front.py', '{port}', '{urls:replica}'] },
      calls: ['replica'],
      after: ['replica'],
    },
  },
  entrances: ['front'],

  // What the front prints, with the number of the replica that it means.
  detections: [
    {
      kind: 'log-pattern',
      service: 'front',
      off: 'replica (?<instance>\\d+) is out',
      on: 'replica (?<instance>\\d+) is back',
    },
  ],

  experiments: {
    failover: {
      title: 'One replica fails',
      description: 'Each replica fails in another way; the front has to notice, to go on, and to take it back.',
      steadyState: { requests: [{ service: 'front', path: '/health', status: 200 }] },
      load: { ratePerSecond: 100, workload: { module: './workload.ts' } },
      samplesPerPhase: 200,
      quickSamplesPerPhase: 100,
      phases: [
        { name: 'baseline' },
        { name: 'crash', faults: [{ kind: 'crash', target: { instance: 'replica-1' }, durationMs: 1000 }] },
        {
          name: 'latency',
          faults: [{ kind: 'latency', target: { link: 'front->replica-2' }, latencyMs: 1200 }],
          watch: ['replica-2'],
        },
        { name: 'pause', faults: [{ kind: 'pause', target: { instance: 'replica-3' } }] },
      ],
      limits: { ttdMs: 1000, ttrMs: 2000, successPercent: 99, p95Ms: 1000 },
      checks: [newestWritesAreKept],
    },
  },
});

export default defineConfig({ systems: [keyValueStore] });
