import { diskFailure } from '@temblor/foundation/errors/disk-failure';
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';

/**
 * What a disk refused, as the failure that ends the node: `disk-full`, or `disk-failed` for everything else. There is no
 * second try: after a failed sync the kernel may have dropped what was to be written, and a sync that then succeeds says
 * nothing of it (PostgreSQL's "fsyncgate" of 2018; Rebello et al. 2020, "Can applications recover from fsync failures?").
 */
export function logFailure(what: string, path: string, error: unknown): TemblorError {
  if (error instanceof TemblorError) return error;
  const full = diskFailure(error);
  const hint = 'start the node again when it is resolved: what was acknowledged is on the disk';
  if (full !== undefined) {
    return new TemblorError(full.code, `could not ${what} ${path}: ${full.message}`, {
      hint: `${full.hint ?? 'make room on it'}; ${hint}`,
      exitCode: full.exitCode,
      cause: error,
    });
  }
  return new TemblorError('disk-failed', `could not ${what} ${path}: ${messageOf(error)}`, {
    hint: `see what the system says of this disk; ${hint}`,
    exitCode: 74,
    cause: error,
  });
}
