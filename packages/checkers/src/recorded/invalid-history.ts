import { TemblorError } from '@temblor/foundation/errors/temblor-error';

/** A file that is no history, or not one of the asked kind. Exit code 65 (`EX_DATAERR` of sysexits.h). */
export function invalidHistory(file: string, line: number, message: string, hint?: string): TemblorError {
  const place = line === 0 ? file : `${file}:${line}`;
  return new TemblorError('invalid-history', `${place}: ${message}`, {
    exitCode: 65,
    ...(hint === undefined ? {} : { hint }),
  });
}
