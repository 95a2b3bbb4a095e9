/** The places of the page, as they stand behind the `#` of its address. */

export type Route =
  | { readonly kind: 'systems' }
  | { readonly kind: 'running'; readonly system: string }
  | { readonly kind: 'experiments' }
  | { readonly kind: 'run'; readonly run: string }
  | { readonly kind: 'compare'; readonly left: string; readonly right: string }
  | { readonly kind: 'unknown'; readonly path: string };

/** What an address says: where to go, and the token that a link of the lab carries; null where there is none. */
export interface Address {
  readonly route: Route;
  readonly token: string | null;
}

/** Reads the part of an address from `#` on. */
export function readAddress(hash: string): Address {
  const [path = '', query = ''] = splitOnce(hash.replace(/^#/, ''), '?');
  return { route: readPath(path), token: new URLSearchParams(query).get('token') };
}

function readPath(path: string): Route {
  const parts = path.split('/').filter((part) => part !== '');
  const [place, first, second] = parts.map(decode);
  if (place === undefined) return { kind: 'systems' };
  if (place === 'experiments' && parts.length === 1) return { kind: 'experiments' };
  if (place === 'running' && first !== undefined && parts.length === 2) return { kind: 'running', system: first };
  if (place === 'runs' && first !== undefined && parts.length === 2) return { kind: 'run', run: first };
  if (place === 'compare' && first !== undefined && second !== undefined && parts.length === 3) {
    return { kind: 'compare', left: first, right: second };
  }
  return { kind: 'unknown', path };
}

/** The address of a place; `readAddress` reads it back. */
export function addressOf(route: Route): string {
  switch (route.kind) {
    case 'systems':
      return '#/';
    case 'experiments':
      return '#/experiments';
    case 'running':
      return `#/running/${encodeURIComponent(route.system)}`;
    case 'run':
      return `#/runs/${encodeURIComponent(route.run)}`;
    case 'compare':
      return `#/compare/${encodeURIComponent(route.left)}/${encodeURIComponent(route.right)}`;
    case 'unknown':
      return `#${route.path}`;
    default:
      return route satisfies never;
  }
}

/**
 * The token that a user has pasted: by itself, or within the link that the lab printed. Null where the text holds none.
 */
export function readPastedToken(text: string): string | null {
  const trimmed = text.trim();
  const place = trimmed.indexOf('#');
  if (place >= 0) return readAddress(trimmed.slice(place)).token;
  return /^[\w.~+/=-]{16,}$/.test(trimmed) ? trimmed : null;
}

function splitOnce(text: string, separator: string): [string, string] {
  const place = text.indexOf(separator);
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + 1)];
}

/** Text that is no proper encoding stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
