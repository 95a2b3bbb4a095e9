/**
 * What the values of a queue tell beyond each single answer. Where every value is enqueued once, the order of dequeues is
 * that of enqueues (the violations VFresh, VRepeat and VOrd of Henzinger, Sezgin and Vafeiadis, "Aspect-Oriented
 * Linearizability Proofs", 2013), so that real time between dequeues orders enqueues, and the other way round.
 */
import type { OrderedPair } from '../linearizability/model.ts';
import type { TimedOperation } from '../linearizability/timed-operation.ts';

/** What is asked of a queue; values are JSON. */
export type QueueInput = { readonly kind: 'enqueue'; readonly value: string } | { readonly kind: 'dequeue' };

/** `value` and `empty` answer a dequeue, `done` an enqueue. */
export type QueueOutput =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'done' };

type QueueOperation = TimedOperation<QueueInput, QueueOutput>;

/** So many later ones are compared with each: whoever leaves some pairs out only searches longer. */
const examinedNeighbours = 200;

/** A value that was enqueued once and is known to have been dequeued once. */
interface Passage {
  readonly enqueue: QueueOperation;
  readonly dequeue: QueueOperation;
}

/**
 * Of unknown enqueues: what nobody is known to have dequeued need not have been in the queue, for it and the dequeue that
 * took it away can be left out of every linearization; what was enqueued once and dequeued was in the queue by then.
 */
export function settle(operations: readonly QueueOperation[]): readonly QueueOperation[] {
  const dequeues = dequeuesByValue(operations);
  const enqueues = enqueuesByValue(operations);
  return operations.flatMap((operation) => {
    const { input, output } = operation;
    if (input.kind !== 'enqueue' || output !== undefined) return [operation];
    const [dequeue, another] = dequeues.get(input.value) ?? [];
    if (dequeue === undefined) return [];
    if (another !== undefined || (enqueues.get(input.value)?.length ?? 0) > 1) return [operation];
    return [{ ...operation, output: { kind: 'done' }, completedUs: dequeue.completedUs }];
  });
}

/** Of concurrent enqueues the one whose value was out first comes first; of concurrent dequeues that of the earlier value. */
export function order(operations: readonly QueueOperation[]): OrderedPair<QueueInput, QueueOutput>[] {
  const dequeues = dequeuesByValue(operations);
  const passages: Passage[] = [];
  for (const [value, [enqueue, another]] of enqueuesByValue(operations)) {
    if (value === undefined) continue;
    const [dequeue, again] = dequeues.get(value) ?? [];
    if (enqueue?.output === undefined || another !== undefined || dequeue === undefined || again !== undefined)
      continue;
    passages.push({ enqueue, dequeue });
  }
  const enqueueOf = ({ enqueue }: Passage) => enqueue;
  const dequeueOf = ({ dequeue }: Passage) => dequeue;
  return [...ordered(passages, enqueueOf, dequeueOf), ...ordered(passages, dequeueOf, enqueueOf)];
}

/** Orders those of one end of the queue that overlap by those of the other end that do not. */
function ordered(
  passages: readonly Passage[],
  end: (passage: Passage) => QueueOperation,
  otherEnd: (passage: Passage) => QueueOperation,
): OrderedPair<QueueInput, QueueOutput>[] {
  const sorted = passages.toSorted((left, right) => end(left).invokedUs - end(right).invokedUs);
  return sorted.flatMap((left, index) => {
    const pairs: OrderedPair<QueueInput, QueueOutput>[] = [];
    for (const right of sorted.slice(index + 1, index + 1 + examinedNeighbours)) {
      if (end(left).completedUs < end(right).invokedUs) break;
      if (otherEnd(left).completedUs < otherEnd(right).invokedUs) pairs.push([end(left), end(right)]);
      if (otherEnd(right).completedUs < otherEnd(left).invokedUs) pairs.push([end(right), end(left)]);
    }
    return pairs;
  });
}

function dequeuesByValue(operations: readonly QueueOperation[]): Map<string | undefined, QueueOperation[]> {
  return Map.groupBy(operations, ({ output }) => (output?.kind === 'value' ? output.value : undefined));
}

function enqueuesByValue(operations: readonly QueueOperation[]): Map<string | undefined, QueueOperation[]> {
  return Map.groupBy(operations, ({ input }) => (input.kind === 'enqueue' ? input.value : undefined));
}
