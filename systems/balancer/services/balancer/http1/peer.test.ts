/** The parser of Node (llhttp), behind a real socket, takes what we write for what we read. */
import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chunkHead, lastChunk } from './body-writers.ts';
import { requestForUpstream } from './head-writers.ts';
import type { GoodRequest } from './testing/arbitrary-messages.ts';
import { bodyOf, goodRequest, wireOf } from './testing/arbitrary-messages.ts';
import { readBody, readRequest } from './testing/whole-messages.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly fields: readonly string[];
  readonly body: string;
}

let server: Server;
let port: number;
let seen: Seen[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const { method, url, rawHeaders: fields } = request;
    // Pipelined requests come without waiting for each other's bodies.
    const index = seen.push({ method, url, fields, body: 'not whole' }) - 1;
    bodySeen(request)
      .then((body) => {
        seen[index] = { method, url, fields, body };
        response.end();
      })
      .catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  port = address.port;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('requests on one connection arrive one by one, with their fields and bodies', async () => {
  const requests = fc.array(goodRequest, { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(requests, async (each) => {
      seen = [];
      const written = each.map(forwarded);
      const socket = connect(port, '127.0.0.1');
      const last = 'GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
      socket.end(Buffer.from(`${written.map(({ wire }) => wire).join('')}${last}`, 'latin1'));
      socket.resume();
      await once(socket, 'close');
      expect(seen.slice(0, -1)).toEqual(written.map(({ expected }) => expected));
      expect(seen.at(-1)?.url).toBe('/last');
    }),
    { numRuns: 60 },
  );
});

/** What the proxy would send a replica, and what it must be taken for. */
function forwarded(request: GoodRequest): { readonly wire: string; readonly expected: Seen } {
  const read = readRequest(wireOf(request));
  if (read.kind !== 'head') throw new Error(JSON.stringify(read));
  const { head, rest } = read;
  const text = requestForUpstream(head, { clientAddress: '::1', protocol: 'http', upstreamHost: 'b' });
  const content = head.framing.kind === 'none' ? '' : readBody(rest, head.framing).content;
  const again = readRequest(text);
  const fields = again.kind === 'head' ? again.head.fields : [];
  const { method, target } = head;
  const expected = { method, url: target, fields, body: bodyOf(request).content };
  return { wire: text + (head.framing.kind === 'chunked' ? inChunks(content) : content), expected };
}

function inChunks(content: string): string {
  return content === '' ? lastChunk : `${chunkHead(content.length)}${content}\r\n${lastChunk}`;
}

async function bodySeen(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('latin1');
}
