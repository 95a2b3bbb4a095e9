import { setImmediate as turn } from 'node:timers/promises';

/** No longer than this the event loop waits: what is measured meanwhile, and whoever asks the lab, must not notice. */
const sliceMs = 10;
/** Looking at the clock costs more than most of the work. */
const itemsBetweenLooks = 16;

/** Does something with every item, in order, and lets the event loop turn between slices of a few milliseconds. */
export async function mapInSlices<T, R>(items: readonly T[], work: (item: T, at: number) => R): Promise<R[]> {
  const results: R[] = [];
  let sinceMs = performance.now();
  for (const [at, item] of items.entries()) {
    results.push(work(item, at));
    if ((at + 1) % itemsBetweenLooks !== 0 || performance.now() - sinceMs < sliceMs) continue;
    await turn();
    sinceMs = performance.now();
  }
  return results;
}
