import { cannotTell, conclude, count } from '../findings/findings.ts';
import type { CheckResult } from '../history/operation.ts';
import type { CheckBounds } from './check.ts';
import { checkLinearizability } from './check.ts';
import type { Wording } from './explain.ts';
import { explain, placeOf } from './explain.ts';
import type { SequentialModel } from './model.ts';
import type { Step } from './steps.ts';
import { stepsOf } from './steps.ts';
import type { TimedOperation } from './timed-operation.ts';
import type { Timeline } from './timeline.ts';
import { layOut } from './timeline.ts';

/** A verdict on a history. */
interface LinearizabilityVerdict {
  readonly result: CheckResult;
  /** Of the counterexample, for a diagram; undefined where there is none, or where it is too large to be read. */
  readonly timeline: Timeline | undefined;
  /** Of the counterexample, one after the other; none where there is none, or where it is too large to be read. */
  readonly steps: readonly Step[];
}

/** More operations are not drawn. */
const drawn = 40;
const nothingDrawn = { timeline: undefined, steps: [] };

/** Judges a history in the words of a report. @param name of the check, as the report shows it. */
export function judgeLinearizability<State, Input, Output>(
  name: string,
  model: SequentialModel<State, Input, Output>,
  operations: readonly TimedOperation<Input, Output>[],
  wording: Wording,
  bounds: CheckBounds,
): LinearizabilityVerdict {
  if (operations.length === 0) {
    return { result: cannotTell(name, 'no operation took effect, or may have'), ...nothingDrawn };
  }
  const unknown = operations.filter(({ output }) => output === undefined).length;
  const unknownToo = unknown === 0 ? '' : `, ${unknown} of them with an unknown outcome,`;
  const were = operations.length === 1 ? 'was' : 'were';
  const summary = `${count(operations.length, 'operation')}${unknownToo} ${were} compared with a ${model.name}`;
  const found = checkLinearizability(model, operations, bounds);
  switch (found.kind) {
    case 'linearizable':
      return { result: conclude(name, summary, []), ...nothingDrawn };
    case 'undecided':
      return { result: cannotTell(name, found.reason), ...nothingDrawn };
    case 'not-linearizable': {
      const { operations: needed } = found.counterexample;
      const result = conclude(name, summary, explain(model, found.counterexample, wording));
      if (needed.length > drawn) return { result, ...nothingDrawn };
      const timeline = layOut(needed, model.describe, (operation) => placeOf(operation, wording));
      return { result, timeline, steps: stepsOf(model, found.counterexample, wording) };
    }
    default:
      return found satisfies never;
  }
}
