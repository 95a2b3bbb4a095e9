import { describe, expect, test } from 'vitest';
import { JournalStream, silenceMs } from './journal-stream.ts';
import type { StreamMessage } from './stream-message.ts';

/** One connection that the stream has opened; the test plays the lab. */
interface FakeConnection {
  readonly headers: Record<string, string>;
  send(text: string): void;
  /** The lab is gone. */
  cut(): void;
  readonly closed: () => boolean;
}

interface Pause {
  readonly ms: number;
  readonly end: () => void;
}

/** Lets every promise that can go on go on. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function openLab(answer: () => number = () => 200) {
  const connections: FakeConnection[] = [];
  const pauses: Pause[] = [];
  const told: StreamMessage[] = [];
  const stream = new JournalStream(
    {
      fetch: async (_, { headers, signal }) => {
        if (answer() === 0) throw new TypeError('fetch failed');
        let body: ReadableStreamDefaultController<Uint8Array> | undefined;
        const readable = new ReadableStream<Uint8Array>({
          start(controller) {
            body = controller;
          },
        });
        const cut = () => body?.error(new TypeError('network error'));
        signal.addEventListener('abort', cut);
        connections.push({
          headers,
          send: (text) => body?.enqueue(new TextEncoder().encode(text)),
          cut,
          closed: () => signal.aborted,
        });
        return new Response(readable, { status: answer() });
      },
      wait: (ms, signal) =>
        new Promise((resolve) => {
          const end = () => {
            const place = pauses.indexOf(pause);
            if (place >= 0) pauses.splice(place, 1);
            resolve();
          };
          const pause = { ms, end };
          pauses.push(pause);
          signal.addEventListener('abort', end);
        }),
      emit: (message) => told.push(message),
    },
    'secret',
  );
  const closing = new AbortController();
  void stream.run(closing.signal);
  const last = (): FakeConnection => {
    const connection = connections.at(-1);
    if (connection === undefined) throw new Error('no connection was opened');
    return connection;
  };
  /** Ends a pause of so long, after the microtasks of this moment. */
  const endPause = async (ms: number) => {
    await settle();
    pauses.find((pause) => pause.ms === ms)?.end();
    await settle();
  };
  return { stream, connections, pauses, told, last, endPause, close: () => closing.abort() };
}

function hello(epoch: string, nextSequence: number): string {
  return `event: lab\ndata: {"epoch":"${epoch}","nextSequence":${nextSequence},"nowUs":1}\n\n`;
}

function event(epoch: string, sequence: number): string {
  return `id: ${epoch}.${sequence}\nevent: journal\ndata: ${epoch}${sequence}\n\n`;
}

const of = (told: readonly StreamMessage[], kind: StreamMessage['kind']) => told.filter((item) => item.kind === kind);

describe('a stream of the journal', () => {
  test('follows from where the lab is, with the token, and gives a chunk at a time', async () => {
    const { last, told, close } = openLab();
    await settle();
    expect(last().headers).toMatchObject({ authorization: 'Bearer secret' });
    expect(last().headers).not.toHaveProperty('last-event-id');
    last().send(hello('a', 5) + event('a', 5) + event('a', 6));
    await settle();
    last().send(event('a', 7));
    await settle();
    expect(told).toEqual([
      { kind: 'connection', connection: { kind: 'open' } },
      { kind: 'began', epoch: 'a', next: 5 },
      { kind: 'lines', epoch: 'a', first: 5, lines: ['a5', 'a6'] },
      { kind: 'lines', epoch: 'a', first: 7, lines: ['a7'] },
    ]);
    close();
  });

  test('resumes after a break where it was, also before its first event', async () => {
    const { last, told, endPause, close } = openLab();
    await settle();
    last().send(hello('a', 5));
    await settle();
    last().cut();
    await endPause(250);
    expect(last().headers['last-event-id']).toBe('a.4');
    last().send(hello('a', 9) + event('a', 5));
    await settle();
    last().cut();
    await endPause(250);
    expect(last().headers['last-event-id']).toBe('a.5');
    expect(of(told, 'began')).toHaveLength(1);
    expect(of(told, 'connection').map((item) => 'connection' in item && item.connection.kind)).toEqual([
      'open',
      'lost',
      'open',
      'lost',
    ]);
    close();
  });

  test('passes over events that come twice', async () => {
    const { last, told, close } = openLab();
    await settle();
    last().send(hello('a', 1) + event('a', 1) + event('a', 2));
    await settle();
    last().send(event('a', 2) + event('a', 1) + event('a', 3));
    await settle();
    expect(of(told, 'lines')).toEqual([
      { kind: 'lines', epoch: 'a', first: 1, lines: ['a1', 'a2'] },
      { kind: 'lines', epoch: 'a', first: 3, lines: ['a3'] },
    ]);
    close();
  });

  test('begins at the first event of another lab', async () => {
    const { last, told, endPause, close } = openLab();
    await settle();
    last().send(hello('a', 5) + event('a', 5));
    await settle();
    last().cut();
    await endPause(250);
    last().send(hello('b', 3) + event('b', 1) + event('b', 2) + event('b', 3));
    await settle();
    expect(of(told, 'began').at(-1)).toEqual({ kind: 'began', epoch: 'b', next: 1 });
    expect(of(told, 'lines').at(-1)).toEqual({ kind: 'lines', epoch: 'b', first: 1, lines: ['b1', 'b2', 'b3'] });
    close();
  });

  test('tells of what the lab has forgotten', async () => {
    const { last, told, close } = openLab();
    await settle();
    last().send(`${hello('a', 5)}event: gap\ndata: {"missed":3,"nextSequence":8}\n\n${event('a', 8)}`);
    await settle();
    expect(told.slice(-2)).toEqual([
      { kind: 'missed', epoch: 'a', first: 5, count: 3 },
      { kind: 'lines', epoch: 'a', first: 8, lines: ['a8'] },
    ]);
    close();
  });

  test('waits longer from attempt to attempt, four seconds at most, and not at all when nudged', async () => {
    const { stream, pauses, endPause, close } = openLab(() => 0);
    for (const ms of [250, 500, 1_000, 2_000, 4_000, 4_000]) {
      await settle();
      expect(pauses.at(-1)?.ms).toBe(ms);
      await endPause(ms);
    }
    const before = pauses.at(-1);
    stream.nudge();
    await settle();
    expect(pauses.at(-1)).not.toBe(before);
    close();
  });

  test('closes a connection on which nothing comes, not even a heartbeat', async () => {
    const { last, connections, endPause, close } = openLab();
    await settle();
    last().send(hello('a', 1));
    const first = last();
    await endPause(silenceMs);
    expect(first.closed()).toBe(true);
    await endPause(250);
    expect(connections).toHaveLength(2);
    close();
  });

  test('a heartbeat keeps the connection', async () => {
    const { last, pauses, close } = openLab();
    await settle();
    last().send(hello('a', 1));
    await settle();
    const before = pauses.find(({ ms }) => ms === silenceMs);
    last().send(': alive\n\n');
    await settle();
    expect(pauses.find(({ ms }) => ms === silenceMs)).not.toBe(before);
    expect(last().closed()).toBe(false);
    close();
  });

  test('stops asking when the token is refused, until it is given another', async () => {
    let status = 401;
    const { stream, connections, told, pauses, last, close } = openLab(() => status);
    await settle();
    expect(told.at(-1)).toEqual({ kind: 'connection', connection: { kind: 'refused' } });
    expect(pauses).toEqual([]);
    stream.useToken('secret');
    await settle();
    expect(connections).toHaveLength(2);
    expect(told.at(-1)).toEqual({ kind: 'connection', connection: { kind: 'refused' } });
    status = 200;
    stream.useToken('other');
    await settle();
    expect(last().headers.authorization).toBe('Bearer other');
    close();
  });

  test('tells a reader that joins where it is', async () => {
    const { stream, last, close } = openLab();
    expect(stream.standing).toEqual([{ kind: 'connection', connection: { kind: 'connecting' } }]);
    await settle();
    last().send(hello('a', 5) + event('a', 5));
    await settle();
    expect(stream.standing).toEqual([
      { kind: 'connection', connection: { kind: 'open' } },
      { kind: 'began', epoch: 'a', next: 6 },
    ]);
    close();
  });
});
