import { usageError } from '@temblor/foundation/errors/temblor-error';
import { suggestName } from '@temblor/foundation/text/nearest';
import { bullySubject } from '../bully/subject.ts';
import { causalSubject } from '../causal/subject.ts';
import type { Subject } from '../outcome/outcome.ts';
import { raftSubject } from '../raft/raft-subject.ts';

/** Everything that can be simulated by a seed. Plans are its own: whoever goes by a name only hands them back. */
export const subjects: readonly Subject<unknown>[] = [raftSubject, bullySubject, causalSubject];

/** The subject of a name. @throws TemblorError `unknown-subject`. */
export function requireSubject(name: string): Subject<unknown> {
  const subject = subjects.find((known) => known.name === name);
  if (subject !== undefined) return subject;
  const names = subjects.map((known) => known.name);
  throw usageError('unknown-subject', `there is no '${name}' to simulate`, suggestName(name, names));
}
