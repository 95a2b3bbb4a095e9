/** The place where the page is, and what leads to another. */
import { useSyncExternalStore } from 'react';
import type { Route } from './routes.ts';
import { addressOf, readAddress } from './routes.ts';

/** Whoever calls this is drawn again when the place changes. The text is the same object as long as the place is. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return readAddress(hash).route;
}

/** Goes to a place; `replace` leaves no way back to where the page was. */
export function goTo(route: Route, how: 'push' | 'replace' = 'push'): void {
  const address = addressOf(route);
  if (how === 'push') location.hash = address;
  else location.replace(address);
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}
