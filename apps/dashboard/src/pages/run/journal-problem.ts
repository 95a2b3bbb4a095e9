import { ApiProblem } from '../../api/api-problem.ts';

/** Why the journal of a run could not be read, in words: the lab's own where it gave none, else that it broke off. */
export function journalProblem(error: unknown): string {
  return error instanceof ApiProblem ? error.message : 'the journal of this run broke off while it came in';
}
