/** Opens the stream of the journal: by the worker that all pages share, or within the page where there is none. */
import type { HubRequest } from './stream-hub.ts';
import { StreamHub } from './stream-hub.ts';
import type { StreamMessage } from './stream-message.ts';

/** A stream, seen from a page. */
export interface PageStream {
  readonly useToken: (token: string) => void;
  /** Tries again now, if the connection is lost. */
  readonly nudge: () => void;
}

/** Tells `receive` everything from now on, as long as the page lives. */
export function openStream(token: string, receive: (message: StreamMessage) => void): PageStream {
  const worker = startWorker();
  if (worker === undefined) return openInPage(token, receive);
  let stream: PageStream | undefined;
  let heard = false;
  const latest = { token };
  const send = (request: HubRequest) => worker.port.postMessage(request);
  worker.port.onmessage = ({ data }: MessageEvent<StreamMessage>) => {
    heard = true;
    receive(data);
  };
  worker.addEventListener('error', () => {
    // A worker that could not be loaded says nothing, ever.
    if (!heard) stream ??= openInPage(latest.token, receive);
  });
  void holdLock().then((lock) => send({ kind: 'join', token: latest.token, lock }));
  return {
    useToken: (next) => {
      latest.token = next;
      if (stream === undefined) send({ kind: 'token', token: next });
      else stream.useToken(next);
    },
    nudge: () => (stream === undefined ? send({ kind: 'nudge' }) : stream.nudge()),
  };
}

function startWorker(): SharedWorker | undefined {
  if (typeof SharedWorker === 'undefined') return undefined;
  try {
    return new SharedWorker(new URL('./stream-worker.ts', import.meta.url), { type: 'module', name: 'temblor-stream' });
  } catch {
    // Forbidden by the browser's settings: the page can do it alone.
    return undefined;
  }
}

function openInPage(token: string, receive: (message: StreamMessage) => void): PageStream {
  const hub = new StreamHub();
  hub.join(token, receive);
  return { useToken: (next) => hub.useToken(next, receive), nudge: () => hub.nudge() };
}

/** Takes a lock that ends with the page. @returns its name. */
function holdLock(): Promise<string | null> {
  if (navigator.locks === undefined) return Promise.resolve(null);
  const name = `temblor-page-${crypto.randomUUID()}`;
  return new Promise((resolve) => {
    const forever = new Promise<never>(() => undefined);
    navigator.locks
      .request(name, () => {
        resolve(name);
        return forever;
      })
      .catch(() => resolve(null));
  });
}
