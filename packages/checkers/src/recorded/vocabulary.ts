/** What recorded operations mean to the models. */
import type { Json } from '../history/operation.ts';
import type { KeyValueInput, KeyValueOutput } from '../models/key-value-words.ts';
import type { LogInput, LogOutput } from '../models/log.ts';
import type { QueueInput, QueueOutput } from '../models/queue-values.ts';
import type { RegisterInput, RegisterOutput } from '../models/register.ts';
import type { SetInput, SetOutput } from '../models/set.ts';
import { canonical } from '../replicas/replica-agreement.ts';
import type { RecordedOperation } from './recorded-history.ts';

/**
 * What an operation means. `output` undefined: the outcome is unknown. `never`: it surely did not take effect and tells
 * nothing. A text says why the operation is none of the model.
 */
export type Meaning<Input, Output> =
  | { readonly input: Input; readonly output: Output | undefined }
  | 'never'
  | { readonly wrong: string };

const done = { kind: 'done' } as const;

/** `read`, `write` and `cas` (of `[from, to]`). A `cas` that failed without an error found another value. */
export function registerMeaning(operation: RecordedOperation): Meaning<RegisterInput, RegisterOutput> {
  const { name, input, output } = operation;
  const key = operation.key === undefined ? {} : { key: textOf(operation.key) };
  switch (name) {
    case 'read':
      return answered(operation, { ...key, kind: 'read' }, { kind: 'value', value: canonical(output) });
    case 'write':
      return answered(operation, { ...key, kind: 'write', value: canonical(input) }, done);
    case 'cas': {
      if (!Array.isArray(input) || input.length !== 2)
        return { wrong: `the value of cas is [from, to], not ${canonical(input)}` };
      const [from = null, to = null] = input;
      const asked: RegisterInput = { ...key, kind: 'cas', from: canonical(from), to: canonical(to) };
      if (hasDiffered(operation)) return { input: asked, output: { kind: 'differed' } };
      return answered(operation, asked, { kind: 'swapped' });
    }
    default:
      return unknownName(name, ['read', 'write', 'cas']);
  }
}

/** `get`, `put`, `append` and `cas` (of `[from, to]`), of texts, each with a `key`. */
export function keyValueMeaning(operation: RecordedOperation): Meaning<KeyValueInput, KeyValueOutput> {
  const { name, input, output, outcome } = operation;
  if (operation.key === undefined) return { wrong: `${name} has no key` };
  const key = textOf(operation.key);
  switch (name) {
    case 'get':
      return answered(operation, { kind: 'get', key }, { kind: 'value', value: textOf(output) });
    case 'put':
    case 'append':
      return answered(operation, { kind: name, key, value: textOf(input) }, done);
    case 'cas': {
      if (!Array.isArray(input) || input.length !== 2)
        return { wrong: `the value of cas is [from, to], not ${canonical(input)}` };
      const [from = null, to = null] = input;
      const asked: KeyValueInput = { kind: 'cas', key, from: textOf(from), to: textOf(to) };
      const found = outcome === 'ok' ? mismatchIn(output) : undefined;
      const differed = found !== undefined || hasDiffered(operation);
      const value = found === undefined ? undefined : textOf(found);
      return differed ? { input: asked, output: { kind: 'differed', value } } : answered(operation, asked, done);
    }
    default:
      return unknownName(name, ['get', 'put', 'append', 'cas']);
  }
}

/** `add`, `remove` and `contains` of an element, and `read` of all. */
export function setMeaning(operation: RecordedOperation): Meaning<SetInput, SetOutput> {
  const { name, input, output, outcome } = operation;
  switch (name) {
    case 'add':
    case 'remove':
      return answered(operation, { kind: name, element: canonical(input) }, done);
    case 'contains':
      if (outcome === 'ok' && typeof output !== 'boolean')
        return { wrong: `contains answers true or false, not ${canonical(output)}` };
      return answered(
        operation,
        { kind: 'contains', element: canonical(input) },
        { kind: 'contains', contains: output === true },
      );
    case 'read':
      if (outcome === 'ok' && !Array.isArray(output))
        return { wrong: `read answers all elements, not ${canonical(output)}` };
      return answered(
        operation,
        { kind: 'read' },
        { kind: 'elements', elements: Array.isArray(output) ? output.map(canonical) : [] },
      );
    default:
      return unknownName(name, ['add', 'remove', 'contains', 'read']);
  }
}

/** `enqueue` and `dequeue`; a dequeue that answers null, or failed as `empty` or `exhausted`, found the queue empty. */
export function queueMeaning(operation: RecordedOperation): Meaning<QueueInput, QueueOutput> {
  const { name, input, output, outcome, error } = operation;
  switch (name) {
    case 'enqueue':
      return answered(operation, { kind: 'enqueue', value: canonical(input) }, done);
    case 'dequeue': {
      const told = [output, error].map((word) => (typeof word === 'string' ? word : ''));
      if (outcome === 'failed' && told.some((word) => /empty|exhausted/i.test(word))) {
        return { input: { kind: 'dequeue' }, output: { kind: 'empty' } };
      }
      return answered(
        operation,
        { kind: 'dequeue' },
        output === null ? { kind: 'empty' } : { kind: 'value', value: canonical(output) },
      );
    }
    default:
      return unknownName(name, ['enqueue', 'dequeue']);
  }
}

/** `append` of a value, answered with its position, and `read` of a position; null where nothing is there. */
export function logMeaning(operation: RecordedOperation): Meaning<LogInput, LogOutput> {
  const { name, input, output, outcome } = operation;
  switch (name) {
    case 'append':
      if (outcome === 'ok' && typeof output !== 'number')
        return { wrong: `append answers a position, not ${canonical(output)}` };
      return answered(
        operation,
        { kind: 'append', value: canonical(input) },
        { kind: 'position', position: Number(output) },
      );
    case 'read':
      if (typeof input !== 'number') return { wrong: `read asks for a position, not ${canonical(input)}` };
      return answered(
        operation,
        { kind: 'read', position: input },
        output === null ? { kind: 'absent' } : { kind: 'value', value: canonical(output) },
      );
    default:
      return unknownName(name, ['append', 'read']);
  }
}

/** Whether a `cas` found another value. */
function hasDiffered({ outcome, output, error }: RecordedOperation): boolean {
  return (outcome === 'failed' && error === undefined) || (outcome === 'ok' && output === false);
}

/** The value that a `cas` found instead, where its answer is `{"mismatch":…}`. */
function mismatchIn(output: Json): Json | undefined {
  return typeof output === 'object' && output !== null && !Array.isArray(output) ? output.mismatch : undefined;
}

function answered<Input, Output>({ outcome }: RecordedOperation, input: Input, output: Output): Meaning<Input, Output> {
  switch (outcome) {
    case 'ok':
      return { input, output };
    case 'unknown':
      return { input, output: undefined };
    case 'failed':
      return 'never';
    default:
      return outcome satisfies never;
  }
}

function unknownName(name: string, known: readonly string[]): { readonly wrong: string } {
  return { wrong: `'${name}' is none of its operations: ${known.join(', ')}` };
}

/** A text as it is, anything else as JSON; nothing is the empty text. */
function textOf(value: Json): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : canonical(value);
}
