/** Values of options as they are typed on a command line. */
import { messageOf, TemblorError } from '@temblor/foundation/errors/temblor-error';
import { z } from 'zod';
import { parseDuration } from './duration.ts';

/** How long something lasts, in milliseconds, from `10s` and the like; a bare number is seconds. */
export const duration = durationIn('s');

/** A delay, in milliseconds, from `1200ms` and the like; a bare number is milliseconds. */
export const delay = durationIn('ms');

function durationIn(bareUnit: 'ms' | 's') {
  return z.string().transform((text, context) => {
    try {
      return parseDuration(text, bareUnit);
    } catch (error) {
      const hint = error instanceof TemblorError && error.hint !== undefined ? `: ${error.hint}` : '';
      context.addIssue({ code: 'custom', message: `${messageOf(error)}${hint}` });
      return z.NEVER;
    }
  });
}

/** A number, from its digits. */
export const number = z.string().transform((text, context) => {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  context.addIssue({ code: 'custom', message: `'${text}' is not a number` });
  return z.NEVER;
});

/** A whole number from a minimum on. */
export const wholeNumber = (minimum: number, maximum: number) =>
  number.pipe(
    z
      .number()
      .int('it must be a whole number')
      .min(minimum, `it must be at least ${minimum}`)
      .max(maximum, `it may be at most ${maximum}`),
  );

/** `NAME` or `NAME=VALUE`, the value a number, `true` or `false`, or else a text. */
export const flag = z.string().transform((text, context) => {
  const [, name, written] = /^([^=]+)(?:=(.+))?$/.exec(text) ?? [];
  if (name === undefined) {
    context.addIssue({ code: 'custom', message: `'${text}' is not of the form NAME or NAME=VALUE` });
    return z.NEVER;
  }
  return written === undefined ? { flag: name } : { flag: name, value: readValue(written) };
});

function readValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : text;
}

/** The policy for ports, where it matters whether one was named. */
export const portPolicy = z.enum(['preferred', 'strict', 'auto'], 'one of: preferred, strict, auto');

/** The policy for ports. */
export const ports = portPolicy.default('preferred');

/** Names divided by commas. */
export const names = z.string().transform((text) =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== ''),
);

/** `KEY=VALUE`, once or more. */
export const settings = z
  .array(z.string())
  .default([])
  .transform((pairs, context) => {
    const values = new Map<string, string>();
    for (const pair of pairs) {
      const equals = pair.indexOf('=');
      if (equals < 1) context.addIssue({ code: 'custom', message: `'${pair}' is not of the form NAME=VALUE` });
      else values.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
    return Object.fromEntries(values);
  });

/** Lets an option be given more than once. */
export function collect(value: string, earlier: readonly string[] | undefined): string[] {
  return [...(earlier ?? []), value];
}
