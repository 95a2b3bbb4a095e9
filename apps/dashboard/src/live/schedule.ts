/** Calls back after a while. @returns what calls it off. */
export function scheduleInPage(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}
