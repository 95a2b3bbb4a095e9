import type { Repository } from './repository.ts';

/** A place where the repository is not as its rules want it. */
export interface Violation {
  readonly path: string;
  /** From 1; 0 where the file as a whole is meant. */
  readonly line: number;
  /** What is wrong, and what to do about it. */
  readonly message: string;
}

/** A rule of the house, as a function from the repository to its violations. */
export type Rule = (repository: Repository) => Violation[];

/** `path:line message`, so that a terminal makes a link of it. */
export function formatViolation({ path, line, message }: Violation): string {
  return `${path}${line === 0 ? '' : `:${line}`} ${message}`;
}
