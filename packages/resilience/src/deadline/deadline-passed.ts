import { Rejection } from '../policy/rejection.ts';
import type { Surroundings } from '../policy/surroundings.ts';

/** The rejection of a call whose turn came after its deadline: it is not sent. Tells of it. */
export function deadlinePassed(policy: string, when: string, { observe }: Surroundings): Rejection {
  observe?.({ type: 'deadline-exceeded', policy });
  return new Rejection('deadline-exceeded', policy, `${policy}: not sent, the deadline passed ${when}`, {
    notSent: true,
  });
}
