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
  ['a clock drift bound that is no number', { leaseReads: { clockDriftBound: Number.NaN } }],
  ['appends that may hold no entry', { maximumEntries: 0 }],
  ['no append that may be on its way', { maximumInFlight: 0 }],
  ['no bytes', { maximumBytes: Number.NaN }],
  ['no time between heartbeats', { heartbeatUs: 0 }],
  ['a time-out that is no number', { electionTimeoutUs: { low: Number.NaN, high: 300_000 } }],
  ['a time-out without end', { electionTimeoutUs: { low: 150_000, high: Number.POSITIVE_INFINITY } }],
])('options that contradict each other are refused: %s', (_, wrong) => {
  const options = { ...defaultRaftOptions, initial: { voters: [1, 2, 3], learners: [] }, ...wrong };
  expect(() => raft(options)).toThrow(expect.objectContaining({ code: 'raft-options' }));
});
