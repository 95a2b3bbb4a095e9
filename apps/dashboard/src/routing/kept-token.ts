/** The token of the lab: taken out of the address bar at once, and kept for the next time. */
import { addressOf, readAddress } from './routes.ts';

/** `localStorage` belongs to host and port, as the token does; a cookie would be sent to every port of this machine. */
const storageKey = 'temblor-token';

/**
 * Takes the token out of the address, where it could be seen or copied by mistake, or else the one that is kept.
 * @returns null where there is none; and whether a link of the lab was followed that names no place in it.
 */
export function takeToken(): { readonly token: string | null; readonly byLink: boolean } {
  const { route, token } = readAddress(location.hash);
  if (token === null) return { token: recall(), byLink: false };
  history.replaceState(null, '', addressOf(route));
  keepToken(token);
  return { token, byLink: route.kind === 'systems' };
}

/** Remembers a token, as far as the browser lets the page. */
export function keepToken(token: string): void {
  try {
    localStorage.setItem(storageKey, token);
  } catch {
    // Nothing to keep it in: it holds as long as the page.
  }
}

/** Calls back when another tab keeps another token: a link that was followed there is good for this page too. */
export function onTokenKept(listener: (token: string) => void): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (key === storageKey && newValue !== null) listener(newValue);
  });
}

function recall(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}
