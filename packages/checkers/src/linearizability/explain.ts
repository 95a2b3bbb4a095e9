/** A counterexample in plain words. */
import type { Counterexample } from './minimise.ts';
import type { SequentialModel } from './model.ts';
import type { SearchLimits } from './search.ts';
import { statesBefore } from './search.ts';
import type { TimedOperation } from './timed-operation.ts';

/** The words of a history for its clients and its times. */
export interface Wording {
  /** `client 3`. */
  readonly process: (process: number) => string;
  /** `1.25 s`. */
  readonly time: (us: number) => string;
}

const limits: SearchLimits = { memoryBytes: 64 * 1024 * 1024, steps: 20_000 };
/** So many of the operations before or beside the last are told, the latest of them. */
const toldOperations = 16;
/** So many of the states are told. */
const toldStates = 4;

/** For seconds on a clock that starts with the history. */
export function secondsSince(startUs: number): Wording {
  return {
    process: (process) => `client ${process}`,
    time: (us) => `${((us - startUs) / 1e6).toFixed(us - startUs < 10e6 ? 4 : 3)} s`,
  };
}

/** Says in sentences, one a line, why no order explains the operations. The first names the answer that is too much. */
export function explain<State, Input, Output>(
  model: SequentialModel<State, Input, Output>,
  counterexample: Counterexample<Input, Output>,
  wording: Wording,
): string[] {
  const { operations } = counterexample;
  const last = operations.toSorted((left, right) => right.completedUs - left.completedUs || 0)[0];
  if (last === undefined) return [];
  const tell = (operation: TimedOperation<Input, Output>): string =>
    `${model.describe(operation.input, operation.output)} (${wording.process(operation.process)}, ${duration(operation, wording)})`;
  const others = operations.filter((operation) => operation !== last);
  const before = others.filter(({ completedUs }) => completedUs < last.invokedUs);
  const during = others.filter(({ completedUs }) => completedUs >= last.invokedUs);
  const list = (some: readonly TimedOperation<Input, Output>[]): string => {
    const rest = some.length - toldOperations;
    return `${rest > 0 ? `${rest} others, ` : ''}${some.slice(-toldOperations).map(tell).join(', ')}`;
  };
  return [
    `${wording.process(last.process)}: ${model.describe(last.input, last.output)}, ${duration(last, wording)}: no order of the operations explains that`,
    ...(before.length === 0 ? [] : [`over before it began: ${list(before)}`]),
    ...(during.length === 0 ? [] : [`at the same time: ${list(during)}`]),
    statesAtThatTime(model, counterexample, last),
  ];
}

function duration({ invokedUs, completedUs }: TimedOperation<unknown, unknown>, { time }: Wording): string {
  if (completedUs === Infinity) return `from ${time(invokedUs)}, without an end`;
  return `from ${time(invokedUs)} to ${time(completedUs)}`;
}

/** In which states the last operation can find the object; nothing where that is not known, or one allows its answer. */
function statesAtThatTime<State, Input, Output>(
  model: SequentialModel<State, Input, Output>,
  { operations, weakened, leftOut }: Counterexample<Input, Output>,
  last: TimedOperation<Input, Output>,
): string {
  const whatever =
    leftOut === 0 ? '' : `whatever became of the other ${leftOut} operation${leftOut === 1 ? '' : 's'}, `;
  const states = statesBefore(model, [...operations, ...weakened], last, limits) ?? [];
  if (states.length === 0 || states.some((state) => model.step(state, last.input, last.output) !== undefined)) {
    return `${whatever}each order that real time allows contradicts one of these answers`;
  }
  const keys = states.map((state) => shortened(String(model.key(state)))).sort();
  const rest = keys.length > toldStates ? [`one of ${keys.length - toldStates + 1} more`] : [];
  const told = rest.length === 0 ? keys : [...keys.slice(0, toldStates - 1), ...rest];
  return `${whatever}the ${model.name} is then ${[told.slice(0, -1).join(', '), told.at(-1)].filter(Boolean).join(' or ')}`;
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 29)}…${text.slice(-30)}`;
}
