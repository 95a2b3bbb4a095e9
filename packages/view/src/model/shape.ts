/** Checks of values that came from elsewhere, put together from small ones: a page carries no library of schemas. */

/** Whether a value has a shape. Fields beyond it are welcome: a newer version may have written them. */
export type Shape = (value: unknown) => boolean;

/** A text, also an empty one. */
export const text: Shape = (value) => typeof value === 'string';

/** True or false. */
export const flag: Shape = (value) => typeof value === 'boolean';

/** Whatever there is, also nothing. */
export const anything: Shape = () => true;

/** One that can be reckoned with: JSON has numbers that are infinite when they are read. */
export const number: Shape = (value) => typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER;

/** A moment on the monotonic clock. */
export const microseconds: Shape = (value) => Number.isSafeInteger(value) && Number(value) >= 0;

/** In a wall clock's milliseconds, which a date can show. */
export const wallClock: Shape = (value) => number(value) && Math.abs(Number(value)) <= 8e15;

/** One of a few words. */
export function oneOf(...words: readonly string[]): Shape {
  return (value) => typeof value === 'string' && words.includes(value);
}

/** Null, or what has the shape. */
export function nullable(shape: Shape): Shape {
  return (value) => value === null || shape(value);
}

/** Absent, or what has the shape. */
export function optional(shape: Shape): Shape {
  return (value) => value === undefined || shape(value);
}

/** A list of which every member has the shape. */
export function listOf(shape: Shape): Shape {
  return (value) => Array.isArray(value) && value.every(shape);
}

/** An object whose values all have a shape, whatever its keys. */
export function recordOf(shape: Shape): Shape {
  return (value) => isObject(value) && Object.values(value).every(shape);
}

/** An object with these fields. What it inherits does not count. */
export function objectOf(fields: Readonly<Record<string, Shape>>): Shape {
  const shapes = Object.entries(fields);
  return (value) =>
    isObject(value) && shapes.every(([name, shape]) => shape(Object.hasOwn(value, name) ? value[name] : undefined));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
