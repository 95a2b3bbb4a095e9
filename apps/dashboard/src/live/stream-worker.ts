/** The shared worker: holds the one connection of all pages of a lab, because a browser opens six to a host at most. */
import { pause } from './pause.ts';
import { serveReader } from './serve-reader.ts';
import { StreamHub } from './stream-hub.ts';

const hub = new StreamHub({ fetch: (path, init) => fetch(path, { ...init, cache: 'no-store' }), wait: pause });

globalThis.addEventListener('connect', (event) => {
  const port = event instanceof MessageEvent ? event.ports[0] : undefined;
  if (port !== undefined) serveReader(hub, port, (lock, callback) => void navigator.locks.request(lock, callback));
});
