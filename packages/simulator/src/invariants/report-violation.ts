import type { NodeId } from '@temblor/protocols/port/protocol';

/** Told of a rule that was broken, in one or two sentences, and of whom. The first report ends the run. */
export type ReportViolation = (check: string, text: string, nodes: readonly NodeId[]) => void;
