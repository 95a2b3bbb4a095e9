import type { Plain, Reason, StepOutcome } from '@temblor/protocols/saga/saga-types';
import { isStorable } from '../rows/table-shapes.ts';

/**
 * An outcome as a database can hold it. What a service says is not ours to choose, and JSON has texts that PostgreSQL takes
 * in no column: U+0000, and halves of surrogate pairs. A saga whose record is refused for such a text could never be
 * recorded again; U+FFFD stands in the place of each.
 */
export function storableOutcome(outcome: StepOutcome): StepOutcome {
  if (isStorable('jsonb', outcome)) return outcome;
  if (outcome.kind === 'done') return { ...outcome, result: storable(outcome.result) };
  return { ...outcome, reason: storableReason(outcome.reason) };
}

function storableReason({ code, detail, facts }: Reason): Reason {
  const texts = { code: storableText(code), detail: storableText(detail) };
  return facts === undefined ? texts : { ...texts, facts: storableMembers(facts) };
}

function storable(value: Plain): Plain {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return value;
  return isList(value) ? value.map(storable) : storableMembers(value);
}

function storableMembers(members: { readonly [name: string]: Plain }): { readonly [name: string]: Plain } {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [storableText(name), storable(value)]));
}

function storableText(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}

function isList(value: object): value is readonly Plain[] {
  return Array.isArray(value);
}
