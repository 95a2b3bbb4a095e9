import type { CallRequest } from '../../model/calls.ts';

/**
 * What a call is addressed to: its method with the first segment of its path (`GET /holds`), and the id that follows,
 * decoded; undefined where none does. A path of more segments is no target.
 */
export function callTarget({ method, path }: CallRequest): { route: string; id: string | undefined } | undefined {
  const [resource, id, ...more] = path
    .replace(/\?.*$/s, '')
    .split('/')
    .filter((segment) => segment !== '');
  if (resource === undefined || more.length > 0) return undefined;
  return { route: `${method} /${resource}`, id: id === undefined ? undefined : decodeURIComponent(id) };
}
