/** A message that is not taken: what every reader of this folder answers it with. */
import type { Refusal } from './message-head.ts';

export interface Refused {
  readonly kind: 'refused';
  readonly refusal: Refusal;
}

/** @param reason in kebab case: it stands in events and in the answer, for programs too. */
export function refused(status: Refusal['status'], reason: string): Refused {
  return { kind: 'refused', refusal: { status, reason } };
}
