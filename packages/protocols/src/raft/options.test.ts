import { expect, test } from 'vitest';
import type { RaftOptions } from './options.ts';
import { defaultRaftOptions } from './options.ts';
import { raft } from './raft.ts';

test.each<[string, Partial<RaftOptions>]>([
  ['no voter', { initial: { voters: [], learners: [1] } }],
  ['an election time-out that a heartbeat does not fit into', { heartbeatUs: 150_000 }],
  ['a shortest election time-out past the longest', { electionTimeoutUs: { low: 2, high: 1 } }],
  ['lease reads where followers may vote at any time', { leaseReads: { clockDriftBound: 1.1 }, checkQuorum: false }],
  ['a clock drift bound under 1', { leaseReads: { clockDriftBound: 0.9 } }],
])('options that contradict each other are refused: %s', (_, wrong) => {
  const options = { ...defaultRaftOptions, initial: { voters: [1, 2, 3], learners: [] }, ...wrong };
  expect(() => raft(options)).toThrow(expect.objectContaining({ code: 'raft-options' }));
});
