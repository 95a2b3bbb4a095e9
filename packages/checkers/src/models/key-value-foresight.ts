/**
 * What the gets of a key tell of its writes. Where no value that is written begins with another one, a text that was read
 * can be taken apart in one way only: into the writes that made it, in their order. So it is known on which text each of
 * them was appended, and an append can be refused as soon as it is tried on another one, not only when a get does not fit.
 */
import type { TimedOperation } from '../linearizability/timed-operation.ts';
import type { KeyValueInput, KeyValueOutput } from './key-value-words.ts';

type KeyValueOperation = TimedOperation<KeyValueInput, KeyValueOutput>;

/** A write that was read: on which text it was done, and when the first get of it was over. */
interface Seen {
  readonly onto: string;
  completedUs: number;
}

/**
 * Gives every write that somebody has read its place. Those that nobody has read were overwritten before anybody read, or
 * never in force: those of unknown outcome are left out, and what the others leave behind is all the same. Undefined
 * where the gets contradict each other.
 */
export function settle(operations: readonly KeyValueOperation[]): readonly KeyValueOperation[] | undefined {
  const gets = operations.flatMap(({ output, completedUs }) =>
    output?.kind === 'value' ? [{ text: output.value, completedUs }] : [],
  );
  // Where texts are compared, it is not known what a write was done on.
  if (operations.some(({ input }) => input.kind === 'cas')) return withoutUnseen(operations);
  const written = operations.flatMap(({ input }) => writtenBy(input) ?? []);
  if (!isTakenApartInOneWay(written)) return withoutUnseen(operations);
  const seen = takeApart(gets, new Set(written));
  if (seen === undefined) return undefined;
  if (operations.some(({ input }) => input.kind === 'put' && (seen.get(input.value)?.onto ?? '') !== ''))
    return undefined;
  return operations.flatMap((operation) => {
    const { input, output, completedUs } = operation;
    const value = writtenBy(input);
    if (value === undefined) return [operation];
    const place = seen.get(value);
    if (place === undefined) return output === undefined ? [] : [{ ...operation, output: { kind: 'unread' } }];
    const onto = input.kind === 'append' ? { onto: place.onto } : {};
    // It was done by the time at which a get of it was over.
    const endUs = Math.min(place.completedUs, output === undefined ? Infinity : completedUs);
    return [{ ...operation, output: { kind: 'done', ...onto }, completedUs: endUs }];
  });
}

/** What an operation writes; undefined of one that writes nothing. */
function writtenBy(input: KeyValueInput): string | undefined {
  if (input.kind === 'get') return undefined;
  return input.kind === 'cas' ? input.to : input.value;
}

/**
 * Leaves out writes of unknown outcome that nobody has seen. A compare-and-set saw what it expected or was told; one that
 * differed from what is not told may have seen any of them.
 */
function withoutUnseen(operations: readonly KeyValueOperation[]): readonly KeyValueOperation[] {
  const isBlind = ({ output }: KeyValueOperation) => output?.kind === 'differed' && output.value === undefined;
  if (operations.some(isBlind)) return operations;
  const texts = operations.flatMap(({ input, output }) => [
    ...(output?.kind === 'value' || output?.kind === 'differed' ? [output.value ?? ''] : []),
    ...(input.kind === 'cas' ? [input.from] : []),
  ]);
  return operations.filter(({ input, output }) => {
    const value = writtenBy(input);
    return output !== undefined || value === undefined || texts.some((text) => text.includes(value));
  });
}

/** No value begins with another; equal ones do, too, and the empty text begins every text. */
function isTakenApartInOneWay(values: readonly string[]): boolean {
  const sorted = values.toSorted();
  return sorted.every((value, index) => value !== '' && sorted[index + 1]?.startsWith(value) !== true);
}

/** The place of each write that was read; undefined where a text is made of something else, or two differ: no order fits. */
function takeApart(
  gets: readonly { readonly text: string; readonly completedUs: number }[],
  written: ReadonlySet<string>,
): Map<string, Seen> | undefined {
  const lengths = [...new Set([...written].map(({ length }) => length))];
  const seen = new Map<string, Seen>();
  for (const { text, completedUs } of gets) {
    for (let from = 0; from < text.length; ) {
      const start = from;
      const length = lengths.find((some) => written.has(text.slice(start, start + some)));
      if (length === undefined) return undefined;
      const value = text.slice(from, from + length);
      const onto = text.slice(0, from);
      const before = seen.get(value);
      if (before === undefined) seen.set(value, { onto, completedUs });
      else if (before.onto !== onto) return undefined;
      else before.completedUs = Math.min(before.completedUs, completedUs);
      from += length;
    }
  }
  return seen;
}
