import { describe, expect, test } from 'vitest';
import { event, hello, openFakeLab } from './fake-lab.fixture.ts';
import { StreamHub } from './stream-hub.ts';
import type { StreamMessage } from './stream-message.ts';

/** Lets every promise that can go on go on. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function openHub(answer?: (token: string | undefined) => number) {
  const { connections, ports } = openFakeLab(answer);
  const hub = new StreamHub(ports);
  const join = (token = 'secret') => {
    const told: StreamMessage[] = [];
    const reader = (message: StreamMessage) => told.push(message);
    return { told, reader, leave: hub.join(token, reader) };
  };
  return { hub, connections, join };
}

const open: StreamMessage = { kind: 'connection', connection: { kind: 'open' } };
const connecting: StreamMessage = { kind: 'connection', connection: { kind: 'connecting' } };
const refused: StreamMessage = { kind: 'connection', connection: { kind: 'refused' } };
const began = (next: number): StreamMessage => ({ kind: 'began', epoch: 'a', next });
const line = (first: number): StreamMessage => ({ kind: 'lines', epoch: 'a', first, lines: [`a${first}`] });

describe('one stream for many readers', () => {
  test('is one connection; who joins later is told where it is, and both what follows', async () => {
    const { connections, join } = openHub();
    const first = join();
    await settle();
    connections[0]?.send(hello('a', 5) + event('a', 5));
    await settle();
    const second = join();
    expect(second.told).toEqual([open, began(6)]);
    connections[0]?.send(event('a', 6));
    await settle();
    expect(first.told).toEqual([open, began(5), line(5), line(6)]);
    expect(second.told).toEqual([open, began(6), line(6)]);
    expect(connections).toHaveLength(1);
    first.leave();
    second.leave();
  });

  test('goes on while somebody reads, and ends with the last one', async () => {
    const { connections, join } = openHub();
    const [first, second] = [join(), join()];
    await settle();
    connections[0]?.send(hello('a', 1));
    await settle();
    first.leave();
    connections[0]?.send(event('a', 1));
    await settle();
    expect(first.told).not.toContainEqual(line(1));
    expect(second.told).toContainEqual(line(1));
    expect(connections[0]?.closed()).toBe(false);
    second.leave();
    expect(connections[0]?.closed()).toBe(true);
  });

  test('begins anew with a reader who comes after the last one', async () => {
    const { connections, join } = openHub();
    const first = join();
    await settle();
    connections[0]?.send(hello('a', 1));
    await settle();
    first.leave();
    const second = join();
    await settle();
    connections[1]?.send(hello('a', 9));
    await settle();
    expect(second.told).toEqual([open, began(9)]);
    expect(first.told).toEqual([open, began(1)]);
    second.leave();
  });

  test('leaving twice ends nobody else', async () => {
    const { connections, join } = openHub();
    const first = join();
    first.leave();
    const second = join();
    first.leave();
    await settle();
    expect(connections.map(({ closed }) => closed())).toEqual([true, false]);
    second.leave();
  });

  test('takes the token that one reader brings for all, and tells who brings the same one how it stands', async () => {
    const { hub, connections, join } = openHub((token) => (token === 'good' ? 200 : 401));
    const [first, second] = [join('bad'), join('bad')];
    await settle();
    expect(first.told).toEqual([refused]);
    hub.useToken('good', second.reader);
    await settle();
    connections.at(-1)?.send(hello('a', 1));
    await settle();
    expect(connections.map(({ token }) => token)).toEqual(['bad', 'good']);
    expect(first.told).toEqual([refused, open, began(1)]);
    expect(second.told).toEqual([connecting, refused, connecting, open, began(1)]);
    hub.useToken('good', first.reader);
    await settle();
    expect(first.told.at(-1)).toEqual(open);
    expect(connections).toHaveLength(2);
    first.leave();
    second.leave();
  });
});
