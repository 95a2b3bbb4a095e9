/**
 * An expected failure: something about the input, the machine or the system under test, not a defect of the program.
 * Its message says what happened and to what; its hint says what to do. It is shown without a stack trace.
 */
export class TemblorError extends Error {
  /** Stable, kebab-case name of the failure, for programs: `unknown-system`, `port-taken`. */
  readonly code: string;
  /** What the reader can do about it; absent where there is nothing to do. */
  readonly hint: string | undefined;
  /** The exit code of the command line: 64 usage, 69 unavailable, 70 internal, 75 try again, 78 configuration (sysexits.h). */
  readonly exitCode: number;

  constructor(code: string, message: string, options: { hint?: string; exitCode?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TemblorError';
    this.code = code;
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? 69;
  }
}

/** A usage error: unknown names, wrong values. Exit code 64. */
export function usageError(code: string, message: string, hint?: string): TemblorError {
  return new TemblorError(code, message, hint === undefined ? { exitCode: 64 } : { exitCode: 64, hint });
}

/** The message of whatever was thrown, in one line. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a system error such as `ECONNREFUSED`; absent for anything else. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
