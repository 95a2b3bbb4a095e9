/**
 * What lab and guardian say to each other: one JSON document a line, over one socket pair. Both ends are always of the
 * same version and of one account, so messages are not validated again.
 */
import type { ChildExit, ChildSpecification, PauseEnd } from './guardian.ts';

/** From the lab. `child` is a number that the lab gives, `id` names a question that is answered. */
export type LabMessage =
  | { type: 'spawn'; id: number; child: number; specification: ChildSpecification }
  | { type: 'signal'; id: number; child: number; signal: NodeJS.Signals }
  | { type: 'pause'; id: number; child: number; leaseMs: number }
  | { type: 'resume'; id: number; child: number }
  | { type: 'own-folder'; id: number; path: string }
  | { type: 'remove-folder'; id: number; path: string }
  | { type: 'write'; child: number; line: string }
  /** End everything and yourself. Answered with `closed`. */
  | { type: 'close' };

export type Answer =
  | { kind: 'done' }
  | { kind: 'spawned'; pid: number; startTime: string; startedUs: number }
  | { kind: 'signalled'; atUs: number }
  | { kind: 'stopped'; atUs: number }
  | { kind: 'not-seen' }
  | { kind: 'failed'; message: string; hint: string };

/** A line in transit: child, stream, when it was read, its text. */
export type WireLine = readonly [child: number, stream: 'stdout' | 'stderr', atUs: number, text: string];

export type GuardianMessage =
  | { type: 'hello' }
  | { type: 'answer'; id: number; answer: Answer }
  | { type: 'continued'; child: number; end: PauseEnd }
  | { type: 'exited'; child: number; exit: ChildExit }
  | { type: 'lines'; lines: readonly WireLine[] }
  | { type: 'cut'; child: number; lines: number; bytes: number }
  /** Everything is ended, but for `left` processes that could not be. */
  | { type: 'closed'; left: number };

/** One message as its line, the line break included. */
export function encodeMessage(message: LabMessage | GuardianMessage): string {
  return `${JSON.stringify(message)}\n`;
}

/** Takes the chunks of a stream and gives the messages whose lines are complete. */
export function messageReader<T extends LabMessage | GuardianMessage>(): (chunk: string) => T[] {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    return lines.map((line): T => JSON.parse(line));
  };
}
