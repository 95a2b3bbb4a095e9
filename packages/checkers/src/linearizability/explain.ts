/** A counterexample in plain words. */
import { count } from '../findings/findings.ts';
import type { Counterexample } from './minimise.ts';
import type { SequentialModel } from './model.ts';
import { plainReason } from './plain-reason.ts';
import { statesAtThatTime } from './tell-states.ts';
import type { TimedOperation } from './timed-operation.ts';

/** The words of a history for its clients and its times. */
export interface Wording {
  /** `client 3`. */
  readonly process: (process: number) => string;
  /** `1.25 s`. */
  readonly time: (us: number) => string;
}

/** So many of the operations before or beside the last are told, the latest of them. */
const toldOperations = 5;

const process = (number: number): string => `client ${number}`;

/** For seconds on a clock that starts with the history. */
export function secondsSince(startUs: number): Wording {
  return { process, time: (us) => `${((us - startUs) / 1e6).toFixed(us - startUs < 10e6 ? 4 : 3)} s` };
}

/** For the times of a file, as they stand there; in the unit in which a history of this length is best read. */
export function timesOfFile(lengthUs: number): Wording {
  if (lengthUs < 1000) return { process, time: (us) => `${Number(us.toFixed(3))} µs` };
  if (lengthUs < 1e6) return { process, time: (us) => `${(us / 1000).toFixed(3)} ms` };
  return { process, time: (us) => `${(us / 1e6).toFixed(6)} s` };
}

/** For histories without times. */
export const linesOfFile: Wording = { process, time: (line) => `line ${line}` };

/** Where an operation begins: its line, or else its time. */
export function placeOf({ line, invokedUs }: TimedOperation<unknown, unknown>, { time }: Wording): string {
  return line === undefined ? time(invokedUs) : `line ${line}`;
}

/** `line 3, from 0.1 s to 0.2 s`. */
function spanOf(operation: TimedOperation<unknown, unknown>, { time }: Wording): string {
  const { line, invokedUs, completedUs } = operation;
  const end = completedUs === Infinity ? ', without an end' : ` to ${time(completedUs)}`;
  return `${line === undefined ? '' : `line ${line}, `}from ${time(invokedUs)}${end}`;
}

/** Says in sentences, one a line, why no order explains the operations. The first names the answer that is too much. */
export function explain<State, Input, Output>(
  model: SequentialModel<State, Input, Output>,
  counterexample: Counterexample<Input, Output>,
  wording: Wording,
): string[] {
  const { operations } = counterexample;
  const last = lastOf(operations);
  if (last === undefined) return [];
  const words = ({ input, output }: TimedOperation<Input, Output>): string => model.describe(input, output);
  const tell = (operation: TimedOperation<Input, Output>): string =>
    `${words(operation)} (${wording.process(operation.process)}, ${spanOf(operation, wording)})`;
  const others = operations.filter((operation) => operation !== last);
  const before = others.filter(({ completedUs }) => completedUs < last.invokedUs);
  const during = others.filter(({ completedUs }) => completedUs >= last.invokedUs);
  const list = (some: readonly TimedOperation<Input, Output>[]): string => {
    const rest = some.length - toldOperations;
    return `${rest > 0 ? `${count(rest, 'other')}, ` : ''}${some.slice(-toldOperations).map(tell).join(', ')}`;
  };
  const at = (operation: TimedOperation<Input, Output>) => `${words(operation)} at ${placeOf(operation, wording)}`;
  const reason = plainReason(model, counterexample, last, at);
  const states = statesAtThatTime(model, counterexample, last);
  const known = states.areKnown && reason?.isUnwritten !== true ? [states.text] : [];
  const why = [...(reason === undefined ? [] : [reason.text]), ...known].join('; ');
  const headline = `${wording.process(last.process)}: ${words(last)}, ${spanOf(last, wording)}`;
  return [
    `${headline}: ${why === '' ? 'no order of the operations explains that' : why}`,
    ...(before.length === 0 ? [] : [`over before it began: ${list(before)}`]),
    ...(during.length === 0 ? [] : [`at the same time: ${list(during)}`]),
    ...(why === '' ? [states.text] : []),
  ];
}

/** The operation with whose completion it became impossible; undefined where there are none. */
export function lastOf<Input, Output>(
  operations: readonly TimedOperation<Input, Output>[],
): TimedOperation<Input, Output> | undefined {
  return operations.toSorted((left, right) => right.completedUs - left.completedUs || 0)[0];
}
