/** Pairs what clients asked with what became of it. A client does one thing after the other. */
import { invalidHistory } from './judgement.ts';
import type { RecordedEvent } from './recorded-event.ts';
import type { RecordedHistory, RecordedOperation } from './recorded-history.ts';

/** Events of one time follow each other in the order of the file, this far apart. */
const apartUs = 0.001;

/** A client's own word for "I do not know": in old histories it is told as a failure. */
const timedOut = /time[d]?[- ]?out/i;

/**
 * Collects events. Those of one client come in its order; those of several may come in any, where the file tells their
 * times, as in logs that were put together.
 */
export class EventPairing {
  readonly #file: string;
  readonly #open = new Map<number, { readonly event: RecordedEvent; readonly us: number; readonly index: number }>();
  readonly #operations: RecordedOperation[] = [];
  #lastUs = 0;
  #repeats = 0;
  #hasTimes = false;

  constructor(file: string) {
    this.#file = file;
  }

  /** @throws TemblorError `invalid-history` where the client did something else. */
  push(event: RecordedEvent): void {
    const us = this.#timeOf(event);
    const open = this.#open.get(event.process);
    if (event.type === 'invoke') {
      if (open !== undefined) {
        throw this.#error(
          event,
          `invokes ${event.name} while its ${open.event.name} of line ${open.event.line} is open`,
        );
      }
      this.#open.set(event.process, { event, us, index: this.#operations.length });
      this.#operations.push(unanswered(event, us));
      return;
    }
    if (open === undefined) {
      throw this.#error(event, `completes ${event.name}, which it had not invoked`);
    }
    if (open.event.name !== event.name) {
      throw this.#error(
        event,
        `completes ${event.name}, but had invoked ${open.event.name} on line ${open.event.line}`,
      );
    }
    this.#open.delete(event.process);
    if (us < open.us) {
      throw this.#error(event, `completes ${event.name} at a time before it invoked it on line ${open.event.line}`);
    }
    if (isUnknown(event)) return;
    this.#operations[open.index] = {
      ...unanswered(open.event, open.us),
      ...{ outcome: event.type === 'ok' ? 'ok' : 'failed', output: event.value, error: event.error, completedUs: us },
    };
  }

  /** What was open at the end stays unknown. */
  finish(): RecordedHistory {
    return { operations: withIndependentKeys(this.#operations), hasTimes: this.#hasTimes };
  }

  #timeOf({ timeUs, line }: RecordedEvent): number {
    if (this.#operations.length === 0) this.#hasTimes = timeUs !== undefined;
    const us = this.#hasTimes ? (timeUs ?? this.#lastUs) : line;
    this.#repeats = us === this.#lastUs ? this.#repeats + 1 : 0;
    this.#lastUs = us;
    return us + this.#repeats * apartUs;
  }

  #error({ line, process }: RecordedEvent, what: string): Error {
    const hint = 'a process does one operation after the other: give each client a number of its own';
    return invalidHistory(this.#file, line, `process ${process} ${what}`, hint);
  }
}

function unanswered({ process, name, key, value, line }: RecordedEvent, invokedUs: number): RecordedOperation {
  return {
    ...{ process, name, key, input: value, outcome: 'unknown', output: null, error: undefined },
    ...{ invokedUs, completedUs: Infinity, line },
  };
}

function isUnknown({ type, value, error }: RecordedEvent): boolean {
  if (type === 'info') return true;
  return type === 'fail' && [value, error].some((told) => typeof told === 'string' && timedOut.test(told));
}

/**
 * Jepsen's tests of many objects at once (`jepsen.independent`) write `[key value]` for the value of each operation. Where
 * that is so of all of them, and reads ask for `[key nil]`, the key is taken for what it is.
 */
function withIndependentKeys(operations: readonly RecordedOperation[]): readonly RecordedOperation[] {
  const isPair = ({ input, key }: RecordedOperation) => key === undefined && Array.isArray(input) && input.length === 2;
  const asksForKey = ({ name, input }: RecordedOperation) =>
    name === 'read' && Array.isArray(input) && input[1] === null;
  if (!operations.every(isPair) || !operations.some(asksForKey)) return operations;
  return operations.map((operation) => {
    const [key, input = null] = Array.isArray(operation.input) ? operation.input : [];
    const output = Array.isArray(operation.output) ? (operation.output[1] ?? null) : operation.output;
    return { ...operation, key, input, output };
  });
}
