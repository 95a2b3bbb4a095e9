/** Journals of a log for tests: facts told one after the other, by the millisecond. */
import type { JournalEvent, JournalFact } from '@temblor/lab/journal/event';
import type { LogState } from '../log-state.ts';
import { logFold } from '../log-state.ts';
import type { LogWindow } from '../log-windows.ts';

/** A fact and when it happened, in milliseconds. */
export type Told = readonly [atMs: number, fact: JournalFact];

/** The events of a journal that tells these facts in this order. */
export function tell(...told: readonly Told[]): readonly JournalEvent[] {
  return told.map(([atMs, fact], index) => ({ ...fact, sequence: index + 1, atUs: atMs * 1000, system: 'log' }));
}

/** The state after facts, which stand in order of time. */
export function after(...told: readonly Told[]): LogState {
  return tell(...told).reduce(logFold.step, logFold.initial);
}

/** Three nodes, each of which calls the others. */
export const starting: Told = [
  0,
  {
    type: 'system-starting',
    declaration: 'log',
    topology: {
      title: 'Log',
      instances: [1, 2, 3].map((node) => ({ id: `node-${node}`, service: 'node', faultSwitch: false })),
      links: ['1->2', '1->3', '2->1', '2->3', '3->1', '3->2'].map((pair) => {
        const [consumer = '', provider = ''] = pair.split('->').map((node) => `node-${node}`);
        return { id: `${consumer}->${provider}`, consumer, provider };
      }),
      stores: [],
    },
  },
];

/** A message of the log, which came to node 1; its Lamport time is its id. */
export function message(id: number, changed: Partial<LogWindow['latest'][number]> = {}): LogWindow['latest'][number] {
  return { id, nodeId: 1, lamport: id, content: `message ${id}`, violation: false, ...changed };
}

/** The window of a node over the second before a moment; node 1 leads under term 1. */
export function windowOf(node: number, endMs: number, changed: Partial<Omit<LogWindow, 'type'>> = {}): Told {
  return [
    endMs,
    {
      ...{ type: 'log-window', instance: `node-${node}`, startUs: (endMs - 1000) * 1000, endUs: endMs * 1000 },
      ...{ mode: 'raft', role: node === 1 ? 'leader' : 'follower', leader: 1, term: 1, lamportTime: 7, count: 3 },
      ...{ accepted: 10, refused: 0, unknown: 0, causalityViolations: 0 },
      latency: { count: 10, meanMs: 2, p50Ms: 2, p95Ms: 3 + node, p99Ms: 8, maxMs: 9 },
      ...{ latest: [message(1), message(2), message(3)], exchanged: [], ...changed },
    },
  ];
}

/** That a node was elected. */
export function elected(atMs: number, node: number, term: number): Told {
  return [atMs, { type: 'leader-elected', instance: `node-${node}`, term }];
}

/** That a node's process was killed. */
export function exited(atMs: number, node: number): Told {
  return [
    atMs,
    { type: 'process-exited', instance: `node-${node}`, pid: 7, code: null, signal: 'SIGKILL', expected: true },
  ];
}

/** That a node's process was started. */
export function started(atMs: number, node: number, attempt: number): Told {
  return [atMs, { type: 'process-started', instance: `node-${node}`, pid: 8, port: 8000 + node, attempt }];
}
