import type { Subject } from '../outcome/outcome.ts';
import type { BullyPlan } from './plan.ts';
import { drawPlan } from './plan.ts';
import { runPlan } from './run-plan.ts';
import { simplerPlans } from './simpler-plans.ts';

/**
 * The bully algorithm as it is, judged by what it does not promise: that no two leaders take messages at once. It needs
 * no planted bug to fail.
 */
export const bullySubject: Subject<BullyPlan> = {
  name: 'bully',
  plan: drawPlan,
  run: runPlan,
  simpler: simplerPlans,
  expected: ['leader-elected'],
  plantedBugs: [],
};
