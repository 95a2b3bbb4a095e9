import { cannotTell, conclude } from '../findings/findings.ts';
import type { CheckResult } from '../history/operation.ts';
import type { CheckBounds } from './check.ts';
import { checkLinearizability } from './check.ts';
import type { Wording } from './explain.ts';
import { explain } from './explain.ts';
import type { SequentialModel } from './model.ts';
import type { TimedOperation } from './timed-operation.ts';
import type { Timeline } from './timeline.ts';
import { layOut } from './timeline.ts';

/** A verdict on a history. */
export interface LinearizabilityVerdict {
  readonly result: CheckResult;
  /** Of the counterexample, for a diagram; undefined where there is none, or where it is too large to be read. */
  readonly timeline: Timeline | undefined;
}

/** More operations are not drawn. */
const drawn = 40;

/** Judges a history in the words of a report. @param name of the check, as the report shows it. */
export function judgeLinearizability<State, Input, Output>(
  name: string,
  model: SequentialModel<State, Input, Output>,
  operations: readonly TimedOperation<Input, Output>[],
  wording: Wording,
  bounds: CheckBounds,
): LinearizabilityVerdict {
  if (operations.length === 0) {
    return { result: cannotTell(name, 'no operation took effect, or may have'), timeline: undefined };
  }
  const unknown = operations.filter(({ output }) => output === undefined).length;
  const summary = `${operations.length} operations, ${unknown} of them with an unknown outcome, were compared with a ${model.name}`;
  const found = checkLinearizability(model, operations, bounds);
  switch (found.kind) {
    case 'linearizable':
      return { result: conclude(name, summary, []), timeline: undefined };
    case 'undecided':
      return { result: cannotTell(name, found.reason), timeline: undefined };
    case 'not-linearizable': {
      const { operations: needed } = found.counterexample;
      const result = conclude(name, summary, explain(model, found.counterexample, wording));
      return { result, timeline: needed.length > drawn ? undefined : layOut(needed, model.describe) };
    }
    default:
      return found satisfies never;
  }
}
