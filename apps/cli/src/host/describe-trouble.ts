import { diskFailure } from '@temblor/foundation/errors/disk-failure';
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';

/** The words for trouble of a lab that belongs to no call: an expected failure with what to do, or a defect. */
export function describeTrouble(error: unknown): string {
  const expected = error instanceof TemblorError ? error : diskFailure(error);
  if (expected === undefined) return `a defect of the lab: ${messageOf(error)}`;
  return expected.hint === undefined ? expected.message : `${expected.message}\n  ${expected.hint}`;
}
