/**
 * Actions: the requests that a system declares for its users, such as "take another strategy" or "drain this replica". The
 * control API sends them, and nothing else, to a service: what is declared is the whole of what a page may ask of it.
 */
import { usageError } from '@temblor/foundation/errors/temblor-error';
import { z } from 'zod';

/**
 * A path of its own service: one slash first, since two would name another host. Braces only around the name of a
 * placeholder; no space, fragment or backslash, which the URL standard reads as a slash.
 */
const actionPath = z
  .string()
  .regex(
    /^\/(?!\/)(?:[^\s#\\{}]|\{[A-Za-z][A-Za-z0-9]*\})*$/,
    "a path as '/replicas/{replica}/drain': beginning with one slash, a placeholder's name of letters and digits in braces",
  );

/** One action. Its name in the declaration is what it is asked for by. */
export const actionDeclaration = z.strictObject({
  /** The service that is asked: the first of its instances that is ready, past every proxy. */
  service: z.string(),
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']),
  /** Every `{name}` in it is replaced by the parameter of that name. */
  path: actionPath,
  /** What it does, for people. */
  title: z.string(),
});
export type ActionDeclaration = z.infer<typeof actionDeclaration>;

/** One segment of a path, at most: nothing that would have to be escaped, and nothing that means another folder. */
const parameterValue = /^(?!\.+$)[A-Za-z0-9._-]+$/;

/** The names of the placeholders of an action's path, each once, in order. */
export function parametersOf({ path }: Pick<ActionDeclaration, 'path'>): string[] {
  return [...new Set(path.matchAll(/\{(\w+)\}/g).map(([, name = '']) => name))];
}

/**
 * The path of an action with its placeholders filled.
 * @throws TemblorError `invalid-parameters` naming what is missing, not known, or not fit for a path.
 */
export function fillPath(
  action: Pick<ActionDeclaration, 'path'>,
  parameters: Readonly<Record<string, unknown>>,
): string {
  const names = parametersOf(action);
  const unknown = Object.keys(parameters).filter((name) => !names.includes(name));
  const known = names.length === 0 ? 'it has none' : `it has: ${names.join(', ')}`;
  if (unknown.length > 0) throw invalid(`the action has no parameter '${unknown.join("', '")}'`, known);
  const missing = names.filter((name) => !Object.hasOwn(parameters, name));
  if (missing.length > 0) throw invalid(`the action wants a value for '${missing.join("', '")}'`, known);
  return action.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name];
    if (typeof value === 'string' && parameterValue.test(value)) return value;
    const hint = 'text of letters, digits, dots, underscores and hyphens, and not of dots alone';
    throw invalid(`the value of '${name}' is not fit for a path`, hint);
  });
}

function invalid(message: string, hint: string): Error {
  return usageError('invalid-parameters', message, `${hint}; send them as "parameters": { … }`);
}
