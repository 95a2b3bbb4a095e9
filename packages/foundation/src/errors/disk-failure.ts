import { codeOf, messageOf, TemblorError } from './temblor-error.ts';

const failures: ReadonlyMap<string, readonly [what: string, hint: string]> = new Map([
  ['ENOSPC', ['the disk is full', 'make room on it, and try again']],
  ['EDQUOT', ['the disk quota is used up', 'make room within it, and try again']],
  ['EROFS', ['the disk is mounted read-only', 'mount it for writing, or use another folder']],
]);

/**
 * What was thrown because of the state of a disk, as the expected failure that it is: `disk-full` (exit code 74, `EX_IOERR`
 * of sysexits.h). Undefined for anything else.
 */
export function diskFailure(error: unknown): TemblorError | undefined {
  const known = failures.get(codeOf(error) ?? '');
  if (known === undefined) return undefined;
  const [what, hint] = known;
  return new TemblorError('disk-full', `${what}: ${messageOf(error)}`, { hint, exitCode: 74, cause: error });
}
