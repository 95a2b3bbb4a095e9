import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  return `id: ${sequence}\nevent: journal\ndata: ${JSON.stringify(event)}\n\n`;
};

describe('the client of a lab', () => {
  test('takes a journal up where a broken connection left it', async () => {
    const asked: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      asked.push(request.headers['last-event-id']?.toString());
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (asked.length === 1) {
        response.write(message(1) + message(2), () => response.destroy());
      } else {
        response.end(message(3));
      }
    });
    const client = new LabClient({ url, token: 't' }, AbortSignal.timeout(5000));
    const sequences: number[] = [];
    for await (const item of await client.followJournal(1)) {
      if (item.kind === 'event') sequences.push(item.event.sequence);
    }
    expect(sequences).toEqual([1, 2, 3]);
    expect(asked).toEqual([undefined, '2']);
  });

  test('throws the failure that the lab had, with its hint and exit code', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(404, { 'content-type': 'application/problem+json' });
      const base = { type: 'about:blank', title: 'Not Found', status: 404, detail: 'there is no system x' };
      response.end(JSON.stringify({ ...base, code: 'unknown-system', hint: 'known: voting', exitCode: 64 }));
    });
    const client = new LabClient({ url, token: 't' }, AbortSignal.timeout(5000));
    await expect(client.start({ system: 'x' })).rejects.toMatchObject({
      code: 'unknown-system',
      hint: 'known: voting',
      exitCode: 64,
    });
  });

  test('a lab that is gone is told as such', async () => {
    const client = new LabClient({ url: 'http://127.0.0.1:1', token: 't' }, AbortSignal.timeout(5000));
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
