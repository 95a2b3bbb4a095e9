import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { LogLine } from '@temblor/lab/world/world';

/** Where it can be read what an instance printed. */
interface Printed {
  /** The instance. */
  readonly id: string;
  /** What it printed last, oldest first. */
  readonly lines: readonly LogLine[];
  /** The command that shows all of it; undefined where its system goes down with it, and with what was printed. */
  readonly command: string | undefined;
}

const shownLines = 12;

/** The failure of an instance to start, in its own last words. */
export function instanceFailure(code: string, what: string, { id, lines, command }: Printed): TemblorError {
  const last = lines.slice(-shownLines).map(({ text }) => text);
  const printed = lines.length === 0 ? '; it printed nothing' : `; the last it printed:\n  ${last.join('\n  ')}`;
  const hint = command === undefined ? 'mend what keeps it from starting, and try again' : `see all of it: ${command}`;
  return new TemblorError(code, `${id} ${what}${printed}`, { hint });
}
