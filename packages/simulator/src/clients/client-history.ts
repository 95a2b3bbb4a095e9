/** What clients asked and were answered in a run, in the forms that the checkers take. */
import type { Attempt } from '@temblor/checkers/exactly-once/exactly-once';
import type { Json, Operation } from '@temblor/checkers/history/operation';
import type { TimedOperation } from '@temblor/checkers/linearizability/timed-operation';
import type { KeyValueCommand, KeyValueResult } from '@temblor/protocols/state-machines/key-value';
import type { PlannedOperation } from '../scenario/scenario.ts';
import type { Completion } from './session-client.ts';

/** One that was invoked and was not answered by the end stays without completion. */
interface Entry {
  readonly operation: PlannedOperation<KeyValueCommand>;
  readonly invokedUs: number;
  completion: Completion | undefined;
  completedUs: number;
  identity: string | undefined;
}

/** One for the check of linearizability; `position` is that of a command in the log. */
export type TimedCommand = TimedOperation<KeyValueCommand, KeyValueResult> & { readonly position: number | undefined };

/** What the log tells of a command. */
export interface DoneCommand {
  /** Its entry's index. */
  readonly position: number;
  /** When the first node applied it. */
  readonly atUs: number;
  readonly result: KeyValueResult;
}

export class ClientHistory {
  /** In the order of invocation. */
  readonly #entries: Entry[] = [];
  readonly #open = new Map<number, Entry>();

  invoked(operation: PlannedOperation<KeyValueCommand>, atUs: number): void {
    const entry = { operation, invokedUs: atUs, completion: undefined, completedUs: 0, identity: undefined };
    this.#entries.push(entry);
    this.#open.set(operation.id, entry);
  }

  /** See `ClientWorld`. */
  sent(operationId: number, identity: string): void {
    const entry = this.#open.get(operationId);
    if (entry !== undefined) entry.identity = identity;
  }

  completed(operationId: number, completion: Completion, atUs: number): void {
    const entry = this.#open.get(operationId);
    if (entry === undefined) return;
    this.#open.delete(operationId);
    entry.completion = completion;
    entry.completedUs = atUs;
  }

  /** Whether the operation was answered. */
  isAnswered(operationId: number): boolean {
    return this.#entries.some(
      ({ operation, completion }) => operation.id === operationId && completion?.kind === 'answered',
    );
  }

  /**
   * For linearizability. What a client does not know, the log does: a command without an answer was done when its entry was
   * applied first, or not at all. So no outcome is unknown, and the judgement is quick, and stricter than by what the
   * clients saw alone. Reads without an answer say nothing.
   *
   * @param effectOf when a command was done and what it gave; undefined where it was not.
   */
  timed(effectOf: (identity: string) => DoneCommand | undefined): TimedCommand[] {
    return this.#entries.flatMap(({ operation, invokedUs, completion, completedUs, identity }) => {
      const { client: process, action: input } = operation;
      const effect = identity === undefined ? undefined : effectOf(identity);
      const position = effect?.position;
      if (completion?.kind === 'answered') {
        return { process, input, output: completion.result, invokedUs, completedUs, position };
      }
      if (effect === undefined) return [];
      return { process, input, output: effect.result, invokedUs, completedUs: effect.atUs, position };
    });
  }

  /** For exactly-once: commands that write, one attempt each. */
  attempts(): Attempt[] {
    return this.#entries.flatMap(({ completion, identity }) => {
      if (identity === undefined) return [];
      const outcomes = { answered: 'ok', unknown: 'unknown', 'not-sent': 'failed' } as const;
      return { identity, outcome: outcomes[completion?.kind ?? 'unknown'] };
    });
  }

  /** @param endUs when what is still open ends for the record. */
  operations(endUs: number): Operation[] {
    return this.#entries.map(({ operation, invokedUs, completion, completedUs }, id) => {
      const isAnswered = completion?.kind === 'answered';
      return {
        id,
        name: operation.action.kind,
        input: { client: operation.client, ...operation.action },
        outcome: isAnswered ? 'ok' : completion?.kind === 'not-sent' ? 'failed' : 'unknown',
        output: isAnswered ? resultJson(completion.result) : null,
        status: isAnswered ? 200 : 0,
        invokedUs,
        completedUs: completion === undefined ? endUs : completedUs,
      };
    });
  }
}

function resultJson(result: KeyValueResult): Json {
  return result.kind === 'written' ? result.kind : { [result.kind]: result.value };
}
