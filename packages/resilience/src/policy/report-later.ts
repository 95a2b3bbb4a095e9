/**
 * Throws an error of somebody else's callback from a microtask of its own: it reaches whoever watches over the process
 * (`uncaughtException`) as it would have, but does not cut off what was to be done besides.
 */
export function reportLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
