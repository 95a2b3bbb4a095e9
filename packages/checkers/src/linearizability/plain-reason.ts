import type { Counterexample } from './minimise.ts';
import type { SequentialModel } from './model.ts';
import type { TimedOperation } from './timed-operation.ts';

/**
 * Why an answer is wrong, where real time alone shows it: nobody wrote the value, or all that did were over before
 * something else was written, which was over before the answer was asked for. Undefined where it takes more to see it.
 * @param tell names an operation and its place.
 */
export function plainReason<State, Input, Output>(
  model: SequentialModel<State, Input, Output>,
  { beginning }: Counterexample<Input, Output>,
  last: TimedOperation<Input, Output>,
  tell: (operation: TimedOperation<Input, Output>) => string,
): { readonly text: string; readonly isUnwritten: boolean } | undefined {
  const value = model.values?.shown(last.input, last.output);
  if (value === undefined) return undefined;
  const writes = beginning.flatMap((operation) => {
    const written = operation === last ? undefined : model.values?.written(operation.input, operation.output);
    return written === undefined ? [] : [{ operation, written }];
  });
  const writers: (typeof beginning)[number][] = [];
  const others: (typeof beginning)[number][] = [];
  for (const { operation, written } of writes) {
    if (written === 'unclear') return undefined;
    if (written.value === value) writers.push(operation);
    else if (operation.output !== undefined && operation.completedUs < last.invokedUs) others.push(operation);
  }
  const isFirst = value === String(model.key(model.initial));
  if (writers.length === 0 && !isFirst) return { text: `nobody wrote ${shown(value)} before that`, isUnwritten: true };
  const writtenUs = Math.max(-Infinity, ...writers.map(({ completedUs }) => completedUs));
  const overwriting = others
    .filter(({ invokedUs }) => invokedUs > writtenUs)
    .toSorted((left, right) => right.completedUs - left.completedUs)[0];
  if (overwriting === undefined) return undefined;
  const what = writers.length === 0 ? `${shown(value)}, as it was at first,` : `the last ${shown(value)}`;
  return { text: `${what} was overwritten by ${tell(overwriting)}`, isUnwritten: false };
}

/** The empty text needs a sign of its own. */
function shown(value: string): string {
  return value === '' ? '""' : value;
}
