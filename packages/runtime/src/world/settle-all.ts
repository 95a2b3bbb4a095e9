/**
 * Waits until every one of them has settled, and only then throws the first failure: what opens beside the one that
 * failed is whole by then and known to whoever closes it.
 */
export async function settleAll<T>(opening: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(opening);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
