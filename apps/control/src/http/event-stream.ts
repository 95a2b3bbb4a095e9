/** Server-sent events (WHATWG HTML, section 9.2). */
import type { ServerResponse } from 'node:http';

/** A stream that is open. */
export interface EventStream {
  /** Resolves when the reader is gone, or has been sent the last of it. */
  readonly ended: Promise<void>;
  readonly end: () => void;
}

/** How a silent stream says that it is alive, so that both ends notice a dead one. */
interface Heartbeat {
  readonly everyMs: number;
  readonly message: () => string;
}

const silentHeartbeat: Heartbeat = { everyMs: 15_000, message: () => ': alive\n\n' };

/** One message of a stream; `data` without line breaks. */
export function formatMessage(event: string, data: string, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`;
}

/** Sends the head of a stream and keeps it alive until the reader is gone or `end` is called. */
export function openEventStream(response: ServerResponse, heartbeat = silentHeartbeat): EventStream {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  response.write(': temblor\n\n');
  const timer = setInterval(() => {
    // Who does not read needs no sign of life: it would only be queued.
    if (!response.writableNeedDrain && !response.writableEnded) response.write(heartbeat.message());
  }, heartbeat.everyMs);
  timer.unref();
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  response.on('error', () => resolve());
  response.on('close', () => {
    clearInterval(timer);
    resolve();
  });
  return { ended, end: () => response.end() };
}
