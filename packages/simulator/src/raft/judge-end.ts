/** What is judged when a run is over: what its clients saw, and that the cluster is well again once nothing is wrong. */
import type { LinearizabilityResult } from '@temblor/checkers/linearizability/check';
import { checkLinearizability } from '@temblor/checkers/linearizability/check';
import { explain, secondsSince } from '@temblor/checkers/linearizability/explain';
import type { Counterexample } from '@temblor/checkers/linearizability/minimise';
import { textDiagram } from '@temblor/checkers/linearizability/text-diagram';
import type { TimedOperation } from '@temblor/checkers/linearizability/timed-operation';
import { layOut } from '@temblor/checkers/linearizability/timeline';
import type { NodeId } from '@temblor/protocols/port/protocol';
import type { RaftTypes } from '@temblor/protocols/raft/state';
import type { KeyValueCommand, KeyValueResult } from '@temblor/protocols/state-machines/key-value';
import type { ClientHistory, TimedCommand } from '../clients/client-history.ts';
import { keyValueModel } from '../clients/key-value-model.ts';
import type { AppliedStates } from '../invariants/applied-states.ts';
import type { Violation } from '../outcome/outcome.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { Moment } from '../trace/trace.ts';
import type { RaftPlan } from './raft-plan.ts';
import { calmFromUs } from './raft-plan.ts';
import type { RaftServer } from './raft-server.ts';

/** What the judgement of a run's end looks at. */
export interface EndedRun {
  readonly simulation: Simulation<RaftTypes>;
  readonly history: ClientHistory;
  readonly states: AppliedStates;
  readonly servers: ReadonlyMap<NodeId, RaftServer>;
  /** When the last leaders until a moment became that; nothing where no trace is recorded. */
  lastLeaders(untilUs: number): readonly Moment[];
  /** What was committed when the last of the calm time began: everybody is to have it at the end. */
  readonly dueIndex: number;
}

/** What is committed so long before the end has reached everybody at the end. */
export const livenessMarginUs = 2_000_000;
/** So long after the last fault the cluster is well again: elections have had their time. */
const recoveryUs = 5_000_000;
/** What is asked so long before the end, of a cluster that is well, is answered by then. */
export const finallyUs = 4_000_000;

const bounds = { memoryBytes: 16 << 20, steps: 2_000_000 };

/** @returns nothing where all is well, `undecided` where a checker reached its bounds. */
export function judgeEnd(plan: RaftPlan, run: EndedRun): Violation | 'undecided' | undefined {
  const found = (check: string, text: string): Violation => ({ check, atUs: run.simulation.nowUs, text });
  const once = run.states.checkOnce(run.history.attempts());
  if (once.verdict === 'failed') return found('exactly-once', once.violations.join('; '));
  const result = judgeHistory(run.history.timed((identity) => run.states.effectOf(identity)));
  if (result.kind === 'not-linearizable') {
    return { ...found('linearizability', ''), ...tellCounterexample(result.counterexample, run) };
  }
  const stuck = judgeLiveness(plan, run);
  if (stuck !== undefined) return found('liveness', stuck);
  return result.kind === 'undecided' ? 'undecided' : undefined;
}

/** Which operations contradict each other, in sentences and as a drawing, and when they began and ended. */
function tellCounterexample(counterexample: Counterexample<KeyValueCommand, KeyValueResult>, run: EndedRun) {
  const [text = '', ...more] = explain(keyValueModel, counterexample, secondsSince(0));
  const { operations } = counterexample;
  const drawing = textDiagram(layOut(operations, keyValueModel.describe), (process) => `client ${process}`);
  const asked = operations.toReversed().flatMap(({ process: client, invokedUs, completedUs }) => [
    { client, atUs: completedUs },
    { client, atUs: invokedUs },
  ]);
  const leaders = run.lastLeaders(Math.max(...operations.map(({ completedUs }) => completedUs)));
  return { text, details: more, drawing, object: operations[0]?.input.key ?? '', evidence: [...asked, ...leaders] };
}

/**
 * Where clients did much at once and read little, there are more orders than can be tried. The log's own order then settles
 * it, if it is one that explains the history; if it is not, nothing is decided.
 */
function judgeHistory(commands: readonly TimedCommand[]): LinearizabilityResult<KeyValueCommand, KeyValueResult> {
  const result = checkLinearizability(keyValueModel, commands, bounds);
  if (result.kind !== 'undecided') return result;
  const positions = new Map<KeyValueOperation, number>();
  for (const command of commands) if (command.position !== undefined) positions.set(command, command.position);
  const order = (operations: readonly KeyValueOperation[]) => {
    const placed = operations.filter((operation) => positions.has(operation));
    placed.sort((left, right) => (positions.get(left) ?? 0) - (positions.get(right) ?? 0));
    return placed.slice(1).flatMap((operation, index): [KeyValueOperation, KeyValueOperation][] => {
      const earlier = placed[index];
      return earlier === undefined ? [] : [[earlier, operation]];
    });
  };
  const inLogOrder = checkLinearizability({ ...keyValueModel, order }, commands, { ...bounds, minimise: false });
  return inLogOrder.kind === 'linearizable' ? inLogOrder : result;
}

type KeyValueOperation = TimedOperation<KeyValueCommand, KeyValueResult>;

/** What did not happen in the calm time at the end; a run without one is not judged by it. */
function judgeLiveness(
  plan: RaftPlan,
  { simulation, history, states, servers, dueIndex }: EndedRun,
): string | undefined {
  const lastUs = plan.untilUs - finallyUs;
  if (calmFromUs(plan) + recoveryUs > lastUs) return undefined;
  const late = plan.operations.find(({ id, atUs, action }) => {
    if (action.kind === 'change-membership' || action.kind === 'transfer') return false;
    return atUs === lastUs && !history.isAnswered(id);
  });
  if (late !== undefined)
    return `operation ${late.id} of client ${late.client} was not answered, though nothing was wrong`;
  const up = plan.nodes.flatMap((node) => simulation.state(node) ?? []);
  const leader = up.find(({ role }) => role.kind === 'leader');
  if (leader === undefined) return 'no node leads at the end, though nothing was wrong';
  for (const node of [...leader.membership.voters, ...leader.membership.learners]) {
    const state = up.find((other) => other.node === node);
    const server = servers.get(node);
    if (state === undefined || server === undefined) return `node ${node} is not up at the end`;
    if (state.role.kind === 'repairing') return `node ${node} is still in repair at the end`;
    if (server.appliedIndex < dueIndex)
      return `node ${node} has applied ${server.appliedIndex} of ${dueIndex} at the end`;
    if (!states.isStateAt(server.appliedIndex, JSON.stringify(server.state))) {
      return `node ${node} has another state than the log gives at ${server.appliedIndex}`;
    }
  }
  return undefined;
}
