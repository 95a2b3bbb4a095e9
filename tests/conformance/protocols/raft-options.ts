import type { RaftOptions } from '@temblor/protocols/raft/options';
import { defaultRaftOptions } from '@temblor/protocols/raft/options';
import { nodes } from './scenario.ts';

/** Of the clusters of the suite. */
export const raftOptions: RaftOptions = { ...defaultRaftOptions, initial: { voters: nodes, learners: [] } };
