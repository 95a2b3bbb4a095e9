/** Why an instance does not stay up, in a sentence for its status. */
import type { LogLine } from '@temblor/lab/world/world';
import type { Ending, ProcessState } from './instance-life.ts';
import type { UnexpectedExit } from './restart-policy.ts';
import { endsInARow } from './restart-policy.ts';

/** An exit is old after so long, in µs: the process that came after it has stayed up. */
const freshUs = 60_000_000;

/** Of the last lines that were printed: a failure tells what went wrong before it tells more. */
const searchedLines = 12;

/** An exit that was unexpected. @param printed by the instance, oldest first: also by the processes before this one. */
export function noteExit({ startedUs, exit, wasReady }: Ending, printed: readonly LogLine[]): UnexpectedExit {
  const own = printed.slice(printed.findLastIndex(({ atUs }) => atUs < startedUs) + 1).map(({ text }) => text);
  return { atUs: exit.atUs, wasReady, code: exit.code, signal: exit.signal, words: lastWords(own) };
}

/**
 * Why it was given up, or that it ends again and again; null where neither is so.
 * @param exits those that were unexpected, oldest first.
 */
export function troubleOf(state: ProcessState, exits: readonly UnexpectedExit[], nowUs: number): string | null {
  if (state.kind === 'abandoned') return state.reason;
  const row = endsInARow(exits);
  const [first] = row;
  const last = row.at(-1);
  if (first === undefined || last === undefined || row.length < 2 || nowUs - last.atUs > freshUs) return null;
  const seconds = Math.max(1, Math.round((last.atUs - first.atUs) / 1e6));
  const how = last.signal === null ? `with exit code ${last.code}` : `by ${last.signal}`;
  return withWords(`it ended ${row.length} times within ${seconds} s, at last ${how}`, last.words);
}

/** A reason, and what the process said of it. */
export function withWords(reason: string, words: string): string {
  return words === '' ? reason : `${reason}; it printed: ${words}`;
}

/** The line that says what went wrong, or else the last one; empty where nothing was printed. */
function lastWords(lines: readonly string[]): string {
  const recent = lines.slice(-searchedLines);
  return recent.findLast((line) => /^\w*error\b.*:/i.test(line)) ?? recent.at(-1) ?? '';
}
