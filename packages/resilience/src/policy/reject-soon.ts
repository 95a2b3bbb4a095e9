const settled = Promise.resolve();

/**
 * A promise that rejects one microtask later, when its caller has had time to listen to it. `Promise.reject` has no
 * listener yet, so V8 tells Node of an unhandled rejection and, a moment later, that it was handled after all: half a
 * microsecond for nothing where rejecting is what happens most. Nobody listening is reported as ever.
 */
export function rejectSoon(error: unknown): Promise<never> {
  return new Promise((_, reject) => {
    settled.then(() => reject(error));
  });
}
