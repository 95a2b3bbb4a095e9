/** What operations have to do with each other, by their indexes. */

/** Of each operation the last one before it that asks the same, or -1. */
export function twins(operations: readonly { readonly input: unknown }[]): number[] {
  const last = new Map<string, number>();
  return operations.map(({ input }, index) => {
    const text = JSON.stringify(input);
    const twin = last.get(text) ?? -1;
    last.set(text, index);
    return twin;
  });
}

/** By the index of an operation the indexes of those that come before it; empty where the model orders nothing. */
export function predecessors<Operation>(
  operations: readonly Operation[],
  pairs: readonly (readonly [Operation, Operation])[],
): number[][] {
  if (pairs.length === 0) return [];
  const indexes = new Map(operations.map((operation, index) => [operation, index]));
  const of: number[][] = operations.map(() => []);
  for (const [first, second] of pairs) of[indexes.get(second) ?? -1]?.push(indexes.get(first) ?? -1);
  return of;
}
