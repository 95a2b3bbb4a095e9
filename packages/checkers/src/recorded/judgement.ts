import { TemblorError } from '@temblor/foundation/errors/temblor-error';
import type { CheckResult } from '../history/operation.ts';
import type { CheckBounds } from '../linearizability/check.ts';
import type { Step } from '../linearizability/steps.ts';
import type { Timeline } from '../linearizability/timeline.ts';

/** What was found of a file. */
export interface Judgement {
  readonly result: CheckResult;
  /** How many operations, or facts, were judged. */
  readonly operations: number;
  /** Of the counterexample; undefined where there is none. */
  readonly timeline: Timeline | undefined;
  /** Of the counterexample; none where there is none. */
  readonly steps: readonly Step[];
}

/** Judges one file, given to it line by line. @throws TemblorError `invalid-history` from either method. */
interface Judge {
  /** The next line, without its end. */
  push(text: string): void;
  finish(): Judgement;
}

/** Something that files are judged by. */
export interface RecordedModel {
  readonly name: string;
  /** For help: what is in its files. */
  readonly summary: string;
  /** @param file its name, for messages. */
  readonly open: (file: string, bounds: CheckBounds) => Judge;
}

/** A file that is no history, or not one of the asked kind. Exit code 65 (`EX_DATAERR` of sysexits.h). */
export function invalidHistory(file: string, line: number, message: string, hint?: string): TemblorError {
  const place = line === 0 ? file : `${file}:${line}`;
  return new TemblorError('invalid-history', `${place}: ${message}`, {
    exitCode: 65,
    ...(hint === undefined ? {} : { hint }),
  });
}
