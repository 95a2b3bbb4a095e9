import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { JournalEvent } from '@temblor/lab/journal/event';
import { afterEach, describe, expect, test } from 'vitest';
import { LabClient } from './lab-client.ts';

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(handler: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const message = (sequence: number) => {
  const event: JournalEvent = { sequence, atUs: sequence, system: 'voting', type: 'system-stopped' };
  return `id: e1.${sequence}\nevent: journal\ndata: ${JSON.stringify(event)}\n\n`;
};

const hello = (epoch: string, nextSequence: number) =>
  `event: lab\ndata: ${JSON.stringify({ epoch, nextSequence, nowUs: 1 })}\n\n`;

/** A lab whose connections each send what is given and break; the last one ends in order. */
async function serveStreams(streams: readonly string[]): Promise<{ url: string; asked: (string | undefined)[] }> {
  const asked: (string | undefined)[] = [];
  const url = await serve((request, response) => {
    asked.push(request.headers['last-event-id']?.toString());
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const text = streams[asked.length - 1] ?? '';
    if (asked.length < streams.length) response.write(text, () => response.destroy());
    else response.end(text);
  });
  return { url, asked };
}

async function readSequences(url: string, since: number | undefined): Promise<number[]> {
  const client = new LabClient({ url, token: 't' }, AbortSignal.timeout(20_000));
  const sequences: number[] = [];
  for await (const item of await client.followJournal(since)) {
    if (item.kind === 'event') sequences.push(item.event.sequence);
  }
  return sequences;
}

/** Collects what nothing holds any more, so that what depends on it happens now. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
}

describe('the client of a lab', () => {
  test('loses nothing of a journal that is read some time after it was opened', async () => {
    const { promise: wanted, resolve: send } = Promise.withResolvers<void>();
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(hello('e1', 1));
      void wanted.then(() => response.end(message(1)));
    });
    const items = await new LabClient({ url, token: 't' }, AbortSignal.timeout(20_000)).followJournal(1);
    for (let round = 0; round < 5; round += 1) {
      collectGarbage();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    send();
    expect((await Array.fromAsync(items)).map(({ kind }) => kind)).toEqual(['event']);
  });

  test('takes a journal up where a broken connection left it', async () => {
    const { url, asked } = await serveStreams([hello('e1', 3) + message(1) + message(2), hello('e1', 4) + message(3)]);
    expect(await readSequences(url, 1)).toEqual([1, 2, 3]);
    expect(asked).toEqual([undefined, 'e1.2']);
  });

  test('loses nothing where a connection broke before the first event', async () => {
    const { url, asked } = await serveStreams([hello('e1', 8), hello('e1', 9) + message(8)]);
    expect(await readSequences(url, undefined)).toEqual([8]);
    expect(asked).toEqual([undefined, 'e1.7']);
  });

  test('does not go on with the journal of another lab at the same address', async () => {
    const { url } = await serveStreams([hello('e1', 2) + message(1), hello('e2', 2) + message(1)]);
    await expect(readSequences(url, 1)).rejects.toMatchObject({ code: 'lab-replaced' });
  });

  test('throws the failure that the lab had, with its hint and exit code', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(404, { 'content-type': 'application/problem+json' });
      const base = { type: 'about:blank', title: 'Not Found', status: 404, detail: 'there is no system x' };
      response.end(JSON.stringify({ ...base, code: 'unknown-system', hint: 'known: voting', exitCode: 64 }));
    });
    const client = new LabClient({ url, token: 't' }, AbortSignal.timeout(20_000));
    await expect(client.start({ system: 'x' })).rejects.toMatchObject({
      code: 'unknown-system',
      hint: 'known: voting',
      exitCode: 64,
    });
  });

  test('a lab that is gone is told as such', async () => {
    const client = new LabClient({ url: 'http://127.0.0.1:1', token: 't' }, AbortSignal.timeout(20_000));
    await expect(client.status()).rejects.toMatchObject({ code: 'lab-unreachable', exitCode: 69 });
  });

  test('an interruption ends a call with its own reason', async () => {
    const url = await serve(() => {});
    const controller = new AbortController();
    const client = new LabClient({ url, token: 't' }, controller.signal);
    const call = client.status();
    controller.abort(new Error('interrupted'));
    await expect(call).rejects.toThrow('interrupted');
  });
});
