/** The places of the page, as they stand behind the `#` of its address. */

export type Route =
  | { readonly kind: 'systems' }
  | { readonly kind: 'running'; readonly system: string }
  | { readonly kind: 'experiments' }
  | { readonly kind: 'run'; readonly run: string }
  | { readonly kind: 'compare'; readonly left: string; readonly right: string }
  | { readonly kind: 'unknown'; readonly path: string };

/** What an address says: where to go, and the token that a link of the lab carries. */
export interface Address {
  readonly route: Route;
  /** Null where there is none, or what stands there cannot be one. */
  readonly token: string | null;
  /** Whether something stands in the token's place, whatever it is: it does not belong in the address bar. */
  readonly hasToken: boolean;
}

/** 32 random bytes as the lab writes them, in base64url. Nothing else is ever sent to it. */
const tokenForm = /^[\w-]{43}$/;

/** Reads the part of an address from `#` on. */
export function readAddress(hash: string): Address {
  const [path = '', query = ''] = splitOnce(hash.replace(/^#/, ''), '?');
  const token = new URLSearchParams(query).get('token');
  return { route: readPath(path), token: isToken(token) ? token : null, hasToken: token !== null };
}

function isToken(text: string | null): text is string {
  return text !== null && tokenForm.test(text);
}

function readPath(path: string): Route {
  const parts = path.split('/').filter((part) => part !== '');
  const [place, first, second] = parts.map(decode);
  // No name of a run or a system: in the address of a request they would lead elsewhere.
  if (first === '.' || first === '..' || second === '.' || second === '..') return { kind: 'unknown', path };
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
  return isToken(trimmed) ? trimmed : null;
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
