import type { RaftCommand } from '@temblor/protocols/raft/types';
import type { Answer } from '../clients/answer.ts';

/** What a client waits for an answer to. */
export interface OpenRequest {
  readonly client: number;
  readonly sentUs: number;
  /** What is asked, in words; empty where no trace is recorded. */
  readonly text: string;
  readonly onAnswer: (answer: Answer) => void;
}

/** The callers' numbers in a command; none in one that nobody waits for. */
export function requestsIn(command: RaftCommand): number[] {
  if (command.kind === 'propose') return command.proposals.map(({ request }) => request);
  return 'request' in command ? [command.request] : [];
}
