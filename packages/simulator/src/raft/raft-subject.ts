import type { Subject } from '../outcome/outcome.ts';
import { drawRaftPlan } from './draw-plan.ts';
import { plantedBugs } from './planted-bugs.ts';
import { raftCounters } from './raft-coverage.ts';
import type { RaftPlan } from './raft-plan.ts';
import { raftRules } from './raft-rules.ts';
import { runRaft } from './run-raft.ts';
import { simplerPlans } from './simpler-plans.ts';

/** Raft under every fault that the simulator knows, with a key-value map and its clients. */
export const raftSubject: Subject<RaftPlan> = {
  name: 'raft',
  plan: drawRaftPlan,
  run: runRaft,
  simpler: simplerPlans,
  rules: raftRules,
  counters: raftCounters,
  expected: Object.keys(raftCounters),
  plantedBugs,
};
