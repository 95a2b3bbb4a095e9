/** Where the command line writes: results, progress, and errors, each in its place. */
import { diskFailure } from '@temblor/foundation/errors/disk-failure';
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { proposeAs } from './command-name.ts';
import type { Paint } from './paint.ts';
import { makePaint } from './paint.ts';
import type { StatusArea } from './status-area.ts';
import { openStatusArea } from './status-area.ts';
import type { TextStream } from './text-stream.ts';

/** Where an output goes, and in which form. */
export interface OutputOptions {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** One JSON document on standard output, and nothing else there. */
  readonly json: boolean;
  readonly color: boolean;
  /** Whether a status area may be redrawn. */
  readonly live: boolean;
  /** As what commands are proposed; `temblor` where absent. */
  readonly commandName?: string;
}

/** The output of one command. Progress goes to standard output, or to standard error where JSON is wanted. */
export class Output {
  readonly json: boolean;
  readonly paint: Paint;
  readonly area: StatusArea;
  readonly #commandName: string;
  readonly #stdout: TextStream;
  readonly #stderr: TextStream;
  readonly #progress: TextStream;

  constructor(options: OutputOptions) {
    this.json = options.json;
    this.#commandName = options.commandName ?? 'temblor';
    this.#stdout = options.stdout;
    this.#stderr = options.stderr;
    this.#progress = options.json ? options.stderr : options.stdout;
    this.paint = makePaint(options.color);
    this.area = openStatusArea(this.#progress, options.live && this.#progress.isTTY === true);
  }

  /** How wide a line of a result may be, in characters: that of the terminal, 80 without one. */
  get width(): number {
    return this.#stdout.columns ?? 80;
  }

  /** A line about what happens. */
  note(text: string): void {
    this.area.printAbove(this.#propose(text));
  }

  /** A line that others wrote, as it is. */
  quote(text: string): void {
    this.area.printAbove(text);
  }

  /** A line that goes to standard error in any case. */
  warn(text: string): void {
    this.area.clear();
    this.#stderr.write(`${this.#propose(text)}\n`);
  }

  /** What the command found: the document where JSON is wanted, the text otherwise. Once a command. */
  result(document: unknown, text: string): void {
    this.quoteResult(document, this.#propose(text));
  }

  /** The same of a text that is a file's, or that others wrote. */
  quoteResult(document: unknown, text: string): void {
    this.area.clear();
    if (this.json) this.#stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    else if (text !== '') this.#stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** A failure: what happened and what to do, without a stack trace. @returns the exit code. */
  fail(error: unknown): number {
    this.area.clear();
    const { code, message, hint, exitCode } = describeFailure(error);
    if (this.json) this.#stdout.write(`${JSON.stringify({ error: { code, message, hint: hint ?? null } }, null, 2)}\n`);
    this.#stderr.write(`${this.paint.bad('temblor:')} ${this.#propose(message)}\n`);
    if (hint !== undefined) this.#stderr.write(`  ${this.#propose(hint)}\n`);
    return exitCode;
  }

  #propose(text: string): string {
    return proposeAs(this.#commandName, text);
  }
}

/** The words for whatever was thrown; a defect is told as such. */
export function describeFailure(error: unknown): {
  code: string;
  message: string;
  hint: string | undefined;
  exitCode: number;
} {
  const expected = error instanceof TemblorError ? error : diskFailure(error);
  if (expected !== undefined) {
    const { code, message, hint, exitCode } = expected;
    return { code, message, hint, exitCode };
  }
  return {
    code: 'internal',
    message: `a defect of temblor: ${messageOf(error)}`,
    hint: 'please report it; TEMBLOR_DEBUG=1 shows where it happened',
    exitCode: 70,
  };
}
