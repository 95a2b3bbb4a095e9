/** One page as the shared worker sees it: what it asks for, and how it is noticed that it is gone. */
import type { HubRequest, StreamHub } from './stream-hub.ts';
import type { StreamMessage } from './stream-message.ts';

/**
 * Answers what comes from a page.
 *
 * @param whenFree calls back when the lock of a name is free: the page holds it as long as it lives.
 */
export function serveReader(hub: StreamHub, port: MessagePort, whenFree: (lock: string, callback: () => void) => void) {
  const tell = (message: StreamMessage) => port.postMessage(message);
  port.onmessage = ({ data }: MessageEvent<HubRequest>) => {
    if (data.kind === 'nudge') hub.nudge();
    else if (data.kind === 'token') hub.useToken(data.token, tell);
    else {
      const leave = hub.join(data.token, tell);
      if (data.lock !== null) whenFree(data.lock, leave);
    }
  };
}
