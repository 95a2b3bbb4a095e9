/** A member of plain data of any shape; undefined where there is none. */
export function memberOf(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null ? Reflect.get(data, name) : undefined;
}
