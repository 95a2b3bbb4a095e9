/** The token of the lab: taken out of the address bar at once, and kept for the next time. */
import { addressOf, readAddress } from './routes.ts';

/** `localStorage` belongs to host and port, as the token does; a cookie would be sent to every port of this machine. */
const storageKey = 'temblor-token';

/**
 * Takes the token out of the address, where it could be seen or copied by mistake.
 * @returns null where there is none that could be one; and whether the link names no place in the lab.
 */
export function takeToken(): { readonly offered: string | null; readonly byLink: boolean } {
  const { route, token, hasToken } = readAddress(location.hash);
  if (!hasToken) return { offered: null, byLink: false };
  history.replaceState(null, '', addressOf(route));
  return { offered: token, byLink: token !== null && route.kind === 'systems' };
}

/** Remembers a token that the lab has accepted, as far as the browser lets the page. */
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

/** The token that was accepted the last time; null where there is none. */
export function recallToken(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}
