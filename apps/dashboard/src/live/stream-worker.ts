/** The shared worker: holds the one connection of all pages of a lab, because a browser opens six to a host at most. */
import type { HubRequest } from './stream-hub.ts';
import { StreamHub } from './stream-hub.ts';

const hub = new StreamHub();

globalThis.addEventListener('connect', (event) => {
  const port = event instanceof MessageEvent ? event.ports[0] : undefined;
  if (port === undefined) return;
  port.onmessage = ({ data }: MessageEvent<HubRequest>) => answer(port, data);
});

function answer(port: MessagePort, request: HubRequest): void {
  if (request.kind === 'nudge') hub.nudge();
  else if (request.kind === 'token') hub.useToken(request.token, (message) => port.postMessage(message));
  else join(port, request);
}

function join(port: MessagePort, request: Extract<HubRequest, { kind: 'join' }>): void {
  const leave = hub.join(request.token, (message) => port.postMessage(message));
  // The page holds the lock; whoever gets it after the page knows that the page is gone.
  if (request.lock !== null) void navigator.locks.request(request.lock, leave);
}
