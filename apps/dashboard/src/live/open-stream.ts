/** Opens the stream of the journal: by the worker that all pages share, or within the page where there is none. */
import { pause } from './pause.ts';
import type { HubRequest } from './stream-hub.ts';
import { StreamHub } from './stream-hub.ts';
import type { StreamMessage } from './stream-message.ts';

/** A stream, seen from a page. */
export interface PageStream {
  readonly useToken: (token: string) => void;
  /** Tries again now, if the connection is lost. */
  readonly nudge: () => void;
}

/** What a page needs of its browser. */
export interface StreamHost {
  /**
   * The way to the worker of all pages; undefined where there can be none.
   * @param onFailure called when the worker could not be loaded.
   */
  readonly startWorker: (onFailure: () => void) => MessagePort | undefined;
  /** Takes a lock that ends with the page. @returns its name; null where there are no locks. */
  readonly holdLock: () => Promise<string | null>;
  /** A hub within the page. */
  readonly openHub: () => StreamHub;
}

/** The browser that the page is in. */
export const browserHost: StreamHost = {
  startWorker,
  holdLock,
  openHub: () => new StreamHub({ fetch: (path, init) => fetch(path, { ...init, cache: 'no-store' }), wait: pause }),
};

/** Tells `receive` everything from now on, as long as the page lives. */
export function openStream(token: string, receive: (message: StreamMessage) => void, host: StreamHost): PageStream {
  let own: PageStream | undefined;
  let heard = false;
  let latest = token;
  const port = host.startWorker(() => {
    // A worker that could not be loaded says nothing, ever.
    if (!heard) own ??= openInPage(host.openHub(), latest, receive);
  });
  if (port === undefined) return openInPage(host.openHub(), token, receive);
  const send = (request: HubRequest) => port.postMessage(request);
  port.onmessage = ({ data }: MessageEvent<StreamMessage>) => {
    heard = true;
    if (own === undefined) receive(data);
  };
  void host.holdLock().then((lock) => send({ kind: 'join', token: latest, lock }));
  return {
    useToken: (next) => {
      latest = next;
      if (own === undefined) send({ kind: 'token', token: next });
      else own.useToken(next);
    },
    nudge: () => (own === undefined ? send({ kind: 'nudge' }) : own.nudge()),
  };
}

function startWorker(onFailure: () => void): MessagePort | undefined {
  if (typeof SharedWorker === 'undefined') return undefined;
  try {
    // Written out, as the bundler must read it.
    const worker = new SharedWorker(new URL('./stream-worker.ts', import.meta.url), {
      type: 'module',
      name: 'temblor-stream',
    });
    worker.addEventListener('error', onFailure);
    return worker.port;
  } catch {
    // Forbidden by the browser's settings: the page can do it alone.
    return undefined;
  }
}

function openInPage(hub: StreamHub, token: string, receive: (message: StreamMessage) => void): PageStream {
  hub.join(token, receive);
  return { useToken: (next) => hub.useToken(next, receive), nudge: () => hub.nudge() };
}

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
