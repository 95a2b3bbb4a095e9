/** The writer's side of `fact-line.ts`, apart from the schemas that its reader needs: they take a service time to load. */
import type { JournalFact } from './event.ts';

/** The line that tells a fact. `atUs` is when it happened, on the monotonic clock. */
export function formatFactLine(fact: JournalFact, atUs: number): string {
  return JSON.stringify({ fact, atUs });
}
