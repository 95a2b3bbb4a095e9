/** Says in plain words what a schema found wrong, an unknown key with the nearest known one. */
import { nearestName } from '@temblor/foundation/text/nearest';
import { z } from 'zod';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/**
 * One line for everything that is wrong with a value, such as `services.front.replica: unknown key; did you mean
 * 'replicas'?`, in the order in which the schema found it. Of a union only the alternative that comes nearest is
 * described.
 *
 * @param value what was parsed; it tells which alternative of a discriminated union was meant.
 */
export function describeIssues(schema: z.core.$ZodType, error: z.core.$ZodError, value: unknown): string[] {
  const describe = (issue: Issue, outer: Path): string[] => {
    const path = [...outer, ...issue.path];
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => `${placeOf([...path, key])}: unknown key${suggest(key, knownKeys(path))}`);
      case 'invalid_union': {
        if (issue.errors.length === 0) return [`${placeOf(path)}: ${unknownAlternative(issue, valueAt(value, path))}`];
        return nearestAlternative(issue.errors).flatMap((inner) => describe(inner, path));
      }
      case 'invalid_key':
        return issue.issues.map((inner) => `${placeOf(path)}: the name is not valid: ${inner.message}`);
      default:
        return [`${placeOf(path)}: ${plainMessage(issue, valueAt(value, path))}`];
    }
  };
  const knownKeys = (path: Path): string[] => objectsAt(schema, value, path).flatMap(({ shape }) => Object.keys(shape));
  /** The alternative with the fewest complaints; a key that is nearly right speaks for its alternative. */
  const nearestAlternative = (alternatives: readonly (readonly Issue[])[]): readonly Issue[] => {
    const missing = (issues: readonly Issue[]) => issues.flatMap((issue) => issue.path.slice(0, 1)).map(String);
    const cost = (issues: readonly Issue[]): number =>
      issues.reduce((sum, issue) => {
        if (issue.code !== 'unrecognized_keys') return sum + 1;
        const meant = issue.keys.filter((key) => nearestName(key, missing(issues)) !== undefined);
        return sum + issue.keys.length - 2 * meant.length;
      }, 0);
    return alternatives.toSorted((left, right) => cost(left) - cost(right))[0] ?? [];
  };
  return error.issues.flatMap((issue) => describe(issue, []));
}

function suggest(key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known);
  if (nearest !== undefined) return `; did you mean '${nearest}'?`;
  return known.length === 0 ? '' : `; known: ${[...new Set(known)].join(', ')}`;
}

function unknownAlternative(issue: Extract<Issue, { code: 'invalid_union' }>, given: unknown): string {
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  if (given === undefined) return `is missing; one of ${options.join(', ')}`;
  return `'${String(given)}' is not known${suggest(String(given), options)}`;
}

function plainMessage(issue: Issue, given: unknown): string {
  if (issue.code === 'invalid_type' && given === undefined) return `is missing (expected ${issue.expected})`;
  return issue.message.replace(/^Invalid input: /, '');
}

/** The object schemas that describe the place of a path: several where an undiscriminated union leaves it open. */
function objectsAt(schema: z.core.$ZodType, value: unknown, path: Path): z.ZodObject[] {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return objectsAt(schema.unwrap(), value, path);
  }
  if (schema instanceof z.ZodUnion) {
    const options = schema.options.filter((option) => isMeant(schema, option, value));
    return options.flatMap((option) => objectsAt(option, value, path));
  }
  const [key, ...rest] = path;
  if (key === undefined) return schema instanceof z.ZodObject ? [schema] : [];
  const inner = valueAt(value, [key]);
  if (schema instanceof z.ZodObject) {
    const property = schema.shape[String(key)];
    return property === undefined ? [] : objectsAt(property, inner, rest);
  }
  if (schema instanceof z.ZodRecord) return objectsAt(schema.valueType, inner, rest);
  if (schema instanceof z.ZodArray) return objectsAt(schema.element, inner, rest);
  return [];
}

function isMeant(union: z.ZodUnion, option: z.core.$ZodType, value: unknown): boolean {
  if (!(union instanceof z.ZodDiscriminatedUnion) || !(option instanceof z.ZodObject)) return true;
  const { discriminator } = union.def;
  const property = option.shape[discriminator];
  return property !== undefined && z.safeParse(property, valueAt(value, [discriminator])).success;
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}

function placeOf(path: Path): string {
  if (path.length === 0) return 'the whole';
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('');
}
