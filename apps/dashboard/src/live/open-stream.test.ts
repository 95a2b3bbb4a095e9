import { afterEach, describe, expect, test } from 'vitest';
import { event, hello, openFakeLab } from './fake-lab.fixture.ts';
import type { StreamHost } from './open-stream.ts';
import { openStream } from './open-stream.ts';
import { serveReader } from './serve-reader.ts';
import { StreamHub } from './stream-hub.ts';
import type { StreamMessage } from './stream-message.ts';

const channels: MessageChannel[] = [];
afterEach(() => {
  for (const { port1, port2 } of channels.splice(0)) {
    port1.close();
    port2.close();
  }
});

/** A browser: one worker for all of its tabs, whose locks end with them; `failing` where the worker cannot be loaded. */
function openBrowser(worker: 'there' | 'failing' | 'none', answer?: (token: string | undefined) => number) {
  const lab = openFakeLab(answer);
  const hub = new StreamHub(lab.ports);
  const waiting = new Map<string, () => void>();
  const openTab = (name: string, token = 'secret') => {
    const told: StreamMessage[] = [];
    let fail: (() => void) | undefined;
    const host: StreamHost = {
      startWorker: (onFailure) => {
        if (worker === 'none') return undefined;
        fail = onFailure;
        const channel = new MessageChannel();
        channels.push(channel);
        if (worker === 'there') serveReader(hub, channel.port2, (lock, callback) => waiting.set(lock, callback));
        return channel.port1;
      },
      holdLock: async () => name,
      openHub: () => new StreamHub(lab.ports),
    };
    const stream = openStream(token, (message) => told.push(message), host);
    return { told, stream, failWorker: () => fail?.(), close: () => waiting.get(name)?.() };
  };
  return { connections: lab.connections, waiting, openTab };
}

const open: StreamMessage = { kind: 'connection', connection: { kind: 'open' } };
const refused: StreamMessage = { kind: 'connection', connection: { kind: 'refused' } };
const began = (next: number): StreamMessage => ({ kind: 'began', epoch: 'a', next });
const line = (first: number): StreamMessage => ({ kind: 'lines', epoch: 'a', first, lines: [`a${first}`] });

describe('the stream of a page', () => {
  test('is shared by two tabs, and outlives the one that opened it', async () => {
    const { connections, waiting, openTab } = openBrowser('there');
    const first = openTab('first');
    await expect.poll(() => connections).toHaveLength(1);
    connections[0]?.send(hello('a', 3));
    await expect.poll(() => first.told).toEqual([open, began(3)]);
    const second = openTab('second');
    await expect.poll(() => second.told).toEqual([open, began(3)]);
    await expect.poll(() => waiting.size).toBe(2);
    first.close();
    connections[0]?.send(event('a', 3));
    await expect.poll(() => second.told).toEqual([open, began(3), line(3)]);
    expect(connections).toHaveLength(1);
    second.close();
    expect(connections[0]?.closed()).toBe(true);
  });

  test('takes another token for every tab', async () => {
    const { connections, openTab } = openBrowser('there', (token) => (token === 'good' ? 200 : 401));
    const [first, second] = [openTab('first', 'bad'), openTab('second', 'bad')];
    await expect.poll(() => [first.told.at(-1), second.told.at(-1)]).toEqual([refused, refused]);
    second.stream.useToken('good');
    await expect.poll(() => connections.at(-1)?.token).toBe('good');
    connections.at(-1)?.send(hello('a', 1));
    await expect.poll(() => [first.told.at(-1), second.told.at(-1)]).toEqual([began(1), began(1)]);
  });

  test('is the page’s own where the worker cannot be loaded, with the newest token', async () => {
    const { connections, openTab } = openBrowser('failing');
    const tab = openTab('first', 'old');
    tab.stream.useToken('new');
    tab.failWorker();
    tab.failWorker();
    await expect.poll(() => connections.map(({ token }) => token)).toEqual(['new']);
    connections[0]?.send(hello('a', 1) + event('a', 1));
    await expect.poll(() => tab.told).toEqual([open, began(1), line(1)]);
  });

  test('stays with a worker that has spoken, whatever goes wrong in it later', async () => {
    const { connections, openTab } = openBrowser('there');
    const tab = openTab('first');
    await expect.poll(() => connections).toHaveLength(1);
    connections[0]?.send(hello('a', 1));
    await expect.poll(() => tab.told).toEqual([open, began(1)]);
    tab.failWorker();
    connections[0]?.send(event('a', 1));
    await expect.poll(() => tab.told).toEqual([open, began(1), line(1)]);
    expect(connections).toHaveLength(1);
  });

  test('is the page’s own where there are no shared workers', async () => {
    const { connections, openTab } = openBrowser('none');
    const tab = openTab('first');
    await expect.poll(() => connections).toHaveLength(1);
    connections[0]?.send(hello('a', 1));
    await expect.poll(() => tab.told).toEqual([open, began(1)]);
  });
});
