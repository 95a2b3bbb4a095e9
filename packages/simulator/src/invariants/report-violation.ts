import type { NodeId } from '@temblor/protocols/port/protocol';

/** What a violation is about: by that the moments are found which it rests on. */
export interface ViolationSubject {
  /** The index of an entry. */
  readonly entry?: number;
  /** What was promised, or won, in a term. */
  readonly term?: number;
  /** Who votes. */
  readonly membership?: true;
  /** What is the case at a node at the moment of the violation, and nobody has told yet. */
  readonly findings?: readonly { readonly node: NodeId; readonly text: string }[];
}

/** Told of a rule that was broken, in one or two sentences, and of whom. The first report ends the run. */
export type ReportViolation = (
  check: string,
  text: string,
  nodes: readonly NodeId[],
  subject?: ViolationSubject,
) => void;
